#include "config/document.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

namespace ibtr::config {

std::optional<double> Node::number() const noexcept {
    if (const auto* whole = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value_)) return *real;
    return std::nullopt;
}

const Node* Node::find(std::string_view key) const noexcept {
    const Table* entries = table();
    if (entries == nullptr) return nullptr;
    const auto entry = std::find_if(entries->begin(), entries->end(), [&](const auto& e) { return e.first == key; });
    return entry == entries->end() ? nullptr : &entry->second;
}

Node* Node::find(std::string_view key) noexcept {
    return const_cast<Node*>(std::as_const(*this).find(key));
}

Node* Node::find_named(std::string_view name) noexcept {
    if (array() == nullptr) return nullptr;
    for (Node& element : *array()) {
        const Node* own_name = element.find("name");
        if (own_name != nullptr && own_name->text() != nullptr && *own_name->text() == name) return &element;
    }
    return nullptr;
}

void Node::set(std::string_view key, Node value) {
    if (Node* present = find(key)) {
        *present = std::move(value);
    } else {
        std::get<Table>(value_).emplace_back(std::string(key), std::move(value));
    }
}

void Node::remove(std::string_view key) {
    std::erase_if(std::get<Table>(value_), [&](const auto& entry) { return entry.first == key; });
}

std::string Node::kind() const {
    switch (value_.index()) {
        case 0:
            return "a boolean";
        case 1:
        case 2:
            return "a number";
        case 3:
            return "a string";
        case 4:
            return "an array";
        default:
            return "a table";
    }
}

std::string join_path(std::string_view parent, std::string_view key) {
    return parent.empty() ? std::string(key) : std::string(parent) + '.' + std::string(key);
}

std::string element_path(const std::string& array_path, const Node& element, std::size_t index) {
    const Node* name = element.find("name");
    if (name != nullptr && name->text() != nullptr) return join_path(array_path, *name->text());
    return array_path + '[' + std::to_string(index) + ']';
}

std::optional<std::vector<PathStep>> split_path(std::string_view path) {
    std::vector<PathStep> steps;
    while (true) {
        const std::size_t end = path.find_first_of(".[");
        const std::string_view name = path.substr(0, end);
        if (name.empty()) return std::nullopt;
        steps.push_back({std::string(name), std::nullopt});
        path.remove_prefix(name.size());
        while (path.starts_with('[')) {
            const std::size_t close = path.find(']');
            if (close == std::string_view::npos) return std::nullopt;
            std::size_t index = 0;
            const auto [last, error] = std::from_chars(path.data() + 1, path.data() + close, index);
            if (error != std::errc{} || last != path.data() + close) return std::nullopt;
            steps.push_back({"", index});
            path.remove_prefix(close + 1);
        }
        if (path.empty()) return steps;
        if (!path.starts_with('.')) return std::nullopt;
        path.remove_prefix(1);
    }
}

Node* take_step(Node& node, const PathStep& step) {
    if (!step.index) return node.table() != nullptr ? node.find(step.name) : node.find_named(step.name);
    if (node.array() == nullptr || *step.index >= node.array()->size()) return nullptr;
    return &(*node.array())[*step.index];
}

const Node& closest_node(const Node& document, std::string_view path) {
    const Node* node = &document;
    for (const PathStep& step : split_path(path).value_or(std::vector<PathStep>{})) {
        const Node* next = take_step(const_cast<Node&>(*node), step);
        if (next == nullptr) break;
        node = next;
    }
    return *node;
}

Cursor Cursor::at(std::string_view key) const {
    const Node* child = node_ == nullptr ? nullptr : node_->find(key);
    return Cursor(child, child == nullptr ? origin_ : child->origin(), join_path(path_, key));
}

std::vector<Cursor> Cursor::elements() const {
    if (text()) return {*this};
    std::vector<Cursor> cursors;
    const Node::Array* array = node_ == nullptr ? nullptr : node_->array();
    if (array == nullptr) return cursors;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const Node& element = (*array)[i];
        cursors.push_back(Cursor(&element, element.origin(), element_path(path_, element, i)));
    }
    return cursors;
}

std::vector<std::pair<std::string, Cursor>> Cursor::entries() const {
    std::vector<std::pair<std::string, Cursor>> cursors;
    const Node::Table* table = node_ == nullptr ? nullptr : node_->table();
    if (table == nullptr) return cursors;
    for (const auto& [key, value] : *table) {
        cursors.emplace_back(key, Cursor(&value, value.origin(), join_path(path_, key)));
    }
    return cursors;
}

std::optional<std::string> Cursor::text() const {
    const std::string* text = node_ == nullptr ? nullptr : node_->text();
    return text == nullptr ? std::nullopt : std::optional(*text);
}

std::string Cursor::text_or(std::string_view fallback) const {
    return text().value_or(std::string(fallback));
}

std::optional<double> Cursor::number() const {
    const auto number = node_ == nullptr ? std::nullopt : node_->number();
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::vector<double> Cursor::numbers() const {
    std::vector<double> values;
    for (const Cursor& element : elements()) {
        if (const auto value = element.number()) values.push_back(*value);
    }
    return values;
}

std::optional<std::int64_t> Cursor::whole() const {
    if (node_ == nullptr) return std::nullopt;
    if (const auto* whole = std::get_if<std::int64_t>(&node_->value())) return *whole;
    constexpr double largest_exact = 9007199254740992.0;  // 2^53
    const auto number = node_->number();
    const bool exact = number && std::abs(*number) <= largest_exact;
    return exact ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

bool Cursor::flag() const {
    const bool* flag = node_ == nullptr ? nullptr : std::get_if<bool>(&node_->value());
    return flag != nullptr && *flag;
}

void Problems::add(const Origin& origin, std::string key, std::string message) {
    constexpr std::size_t most_problems = 200, longest_key = 300, longest_message = 10000;
    const auto shorten = [](std::string& text, std::size_t most) {
        if (text.size() > most) text = text.substr(0, most) + "...";
    };
    shorten(key, longest_key);
    shorten(message, longest_message);
    problems_.push_back({origin.file ? *origin.file : "", origin.line, std::move(key), std::move(message)});
    if (problems_.size() == most_problems) {
        problems_.push_back({problems_.back().file, 0, "", "more may be wrong; mend these first"});
        throw_if_any();
    }
}

void Problems::throw_if_any() const {
    if (problems_.empty()) return;
    std::vector<Problem> sorted = problems_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    throw ConfigError(std::move(sorted));
}

}  // namespace ibtr::config
