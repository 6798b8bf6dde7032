#include "config/path.hpp"

#include <charconv>

namespace ibtr::config {

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

}  // namespace ibtr::config
