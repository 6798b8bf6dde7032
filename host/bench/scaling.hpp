#pragma once

#include <vector>

#include "bench/contestants.hpp"

namespace ibtr::bench {

/// Synthetic models that differ in one size at a time, by the best backend: women, strategies, exits, strata, bins and
/// hazard pieces.
std::vector<Contestant> scaling_contestants(unsigned threads);

}  // namespace ibtr::bench
