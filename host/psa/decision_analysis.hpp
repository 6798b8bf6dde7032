#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "ibtr/population.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Cost and effect of every strategy in every draw, with the halves' differences that tell their simulation error.
/// 24 bytes a draw and strategy.
struct DecisionDraws {
    std::size_t strategies = 0;
    /// Groups of equally many draws in order that are independent of each other, from whose means errors follow: the
    /// replicates of `lhs` and `sobol`; 0 for independent draws.
    std::size_t replicates = 0;
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
    /// Expected value of perfect information: E max_s NB - max_s E NB.
    double evpi = 0, evpi_uncorrected = 0;
    /// From finite draws, of replicates' means where there are any (NaN of one); that of `evpi` has the last step of
    /// its extrapolation in it too.
    double evpi_se = 0, evpi_uncorrected_se = 0;
    /// Two strategies between which simulation noise hides too much: probability, evpi and evpi_se are then NaN.
    std::optional<std::pair<StrategyIndex, StrategyIndex>> hidden = {};
};

/// The corrected numbers are those of draws without simulation noise, extrapolated from draws with more of it
/// (noise_levels): they favour no reference, and noise may differ between draws. Where between two strategies, each the
/// best one in some draw, noise has more than half of the parameters' variance, or the latter is not 2 standard errors
/// above 0, the extrapolation would reach too far, and there are none.
Acceptability acceptability(const DecisionDraws& draws, double willingness);

}  // namespace ibtr::psa
