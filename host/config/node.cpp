#include "config/node.hpp"

#include <algorithm>

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

}  // namespace ibtr::config
