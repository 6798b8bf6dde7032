#pragma once

#include <optional>

#include "config/build.hpp"
#include "ibtr/economics.hpp"

namespace ibtr::config {

/// Reads utilities, costs and discount rates; nothing where the config has none. After states, strategies and
/// transitions are known.
std::optional<Economics> read_economics(Build& build);

}  // namespace ibtr::config
