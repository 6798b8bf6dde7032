#pragma once

#include <vector>

#include "economics/costs_and_effects.hpp"
#include "ibtr/cohort.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/tallies.hpp"

/// Costs and effects of one parameter set, for every group in every reported population.
namespace ibtr {

/// Of a simulation. Errors come from the batches, on their coarser grid.
std::vector<CostsAndEffects> economic_results(const Cohort& cohort, const Economics& economics, const Tallies& tallies);

/// Of the exact solution.
std::vector<CostsAndEffects> economic_results(const Cohort& cohort, const Economics& economics,
                                              const ExpectedTallies& expected);

}  // namespace ibtr
