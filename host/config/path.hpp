#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.hpp"

namespace ibtr::config {

/// "parent.key", or "key" at the top.
std::string join_path(std::string_view parent, std::string_view key);

/// Path of an array's element: by its `name` where it has one ("transitions.local"), else by index ("rows[0]").
std::string element_path(const std::string& array_path, const Node& element, std::size_t index);

/// One step of a path: a key, the name of an element, or an index.
struct PathStep {
    std::string name;  ///< empty for an index
    std::optional<std::size_t> index;
};

/// "transitions.local.hazard_ratios[0].value" in steps; nothing where the text is no path.
std::optional<std::vector<PathStep>> split_path(std::string_view path);

/// The node one step below; null where there is none.
Node* take_step(Node& node, const PathStep& step);

/// The node at a path, or the nearest one above it: where to point when the key itself is missing.
const Node& closest_node(const Node& document, std::string_view path);

}  // namespace ibtr::config
