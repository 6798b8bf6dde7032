#include "config/cursor.hpp"

#include <cmath>

#include "config/path.hpp"

namespace ibtr::config {

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

}  // namespace ibtr::config
