#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ibtr/estimand.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// What a model says about each estimand, from one exact solution of its continuous hazards; NaN where undefined.
/// Women, weights and adjustment: docs/validation.md.
/// @throws UsageError where a name is unknown to the model
std::vector<double> estimand_values(const Model& model, const Parameters& parameters,
                                    std::span<const Estimand> estimands, const ExactOptions& options);

/// Women to simulate. Two sets of parameter values that are simulated alike share every woman and random number.
struct SimulatedWomen {
    std::uint64_t patients = 0;
    std::uint64_t seed = 0;
    std::uint32_t replicate = 0;  ///< replicates of one seed are independent
    std::function<Tallies(const Tables&, const WorkPlan&)> simulate = {};
};
/// The same from simulated women; weights of strata stay exact.
/// @throws UsageError also where a stratum would have no woman
std::vector<double> estimand_values(const Model& model, const Parameters& parameters,
                                    std::span<const Estimand> estimands, const SimulatedWomen& women);

}  // namespace ibtr
