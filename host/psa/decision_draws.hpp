#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/population.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Cost and effect of every strategy in every draw, with the halves' differences that tell their simulation error.
/// 24 bytes a draw and strategy.
struct DecisionDraws {
    std::size_t strategies = 0;
    std::vector<double> costs, effects;             ///< [draw * strategies + strategy]
    std::vector<float> cost_errors, effect_errors;  ///< half differences, same order

    [[nodiscard]] std::size_t draws() const { return strategies == 0 ? 0 : costs.size() / strategies; }
    [[nodiscard]] std::size_t at(std::size_t draw, std::size_t strategy) const { return draw * strategies + strategy; }
};

/// @param plan of the store, with utilities and costs
DecisionDraws load_decision_draws(const Store& store, const OutcomePlan& plan, PopulationKind kind,
                                  std::size_t strategies);

}  // namespace ibtr::psa
