#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ibtr::config {

/// Parts of a dotted key: a.b.c has three. Each makes a table within the one before, and what walks through them, the
/// TOML library included, calls itself for each.
inline constexpr std::size_t deepest_key = 64;

/// Line of the first key of TOML text with more parts; nothing where there is none. Counts dots between keys outside of
/// strings and comments, and no more of TOML than that.
std::optional<int> line_of_deep_key(std::string_view text);

}  // namespace ibtr::config
