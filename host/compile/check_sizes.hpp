#pragma once

#include "ibtr/core/tables_view.hpp"

namespace ibtr {

/// Holds sizes against what engines address with 32-bit numbers: counters of a work item (strategies x edges x bins)
/// and ticks of one strategy's events (edges x bins x ticks a bin), both below 2^31, and hazard multipliers (strategies
/// x strata x exits, below 2^32).
/// @throws UsageError naming the factors and what to lower
void check_sizes(const core::TablesHeader& header);

}  // namespace ibtr
