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
    [[nodiscard]] std::size_t at(std::size_t draw, StrategyIndex strategy) const {
        return draw * strategies + strategy;
    }
};

/// Those of several populations, from one pass over the store.
/// @param plan of the store, with utilities and costs
std::vector<DecisionDraws> load_decision_draws(const Store& store, const OutcomePlan& plan,
                                               const std::vector<PopulationKind>& kinds, std::size_t strategies);

/// What the draws say about the choice of strategy at one willingness to pay. Net benefit = willingness x effect -
/// cost.
struct Acceptability {
    double willingness = 0;
    StrategyIndex best;               ///< greatest mean net benefit (ties: the first): on the acceptability frontier
    std::vector<double> net_benefit;  ///< mean, by strategy
    /// Share of draws in which a strategy is best; equally good ones share a draw.
    std::vector<double> probability, probability_uncorrected;
    /// Expected value of perfect information: E max_s NB - max_s E NB. NaN where not resolved (corrected only).
    double evpi = 0, evpi_uncorrected = 0;
    double evpi_se = 0;  ///< of evpi_uncorrected, from finite draws; for independent draws
};

/// The corrected numbers come from draws without simulation noise: the difference in net benefit between each strategy
/// and the reference is moved towards its mean as credible intervals are (without_noise), with the noise's
/// variance from the halves' differences. With two strategies that removes the bias of noise; with more, differences
/// between two others are corrected approximately.
Acceptability acceptability(const DecisionDraws& draws, double willingness, StrategyIndex reference);

}  // namespace ibtr::psa
