#pragma once

#include <cstdint>
#include <functional>

#include "estimate/strata_cohort.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// Women to simulate. Two sets of parameter values that are simulated alike share every woman and random number.
struct SimulatedWomen {
    std::uint64_t patients = 0;
    std::uint64_t seed = 0;
    std::uint32_t replicate = 0;  ///< replicates of one seed are independent
    std::function<Tallies(const Tables&, const WorkPlan&)> simulate = {};
};

/// Fractions from a simulation of the compiled tables; weights of strata stay exact.
/// @throws UsageError, when called, where a stratum would have no woman
CellSource simulated_cells(const SimulatedWomen& women);

}  // namespace ibtr
