#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/statistics.hpp"
#include "economics/decision_plan.hpp"
#include "economics/frontier.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// A mean and its Monte Carlo error: 0 in an exact solution, NaN where it is not known.
struct MeanWithError {
    double value = undefined, mc_se = undefined;
};

/// Totals of every strategy per woman, [strategy * decision_items + item].
struct StrategyTotals {
    std::vector<double> all;
    std::vector<std::vector<double>> without;  ///< with each batch left out in turn; empty where none can be
    double other_error = undefined;            ///< error where there are no batches
};

/// What each strategy costs and gives some women, and what follows for the choice between them.
struct CostsAndEffects {
    PopulationKind population;
    std::string group;  ///< "all" or "factor=level"

    struct OfStrategy {
        MeanWithError life_years;  ///< not discounted
        MeanWithError qaly, cost;
        Standing standing = Standing::unknown;
        std::optional<std::size_t> compared_with;  ///< the next cheaper strategy on the frontier
        MeanWithError incremental_cost, incremental_qaly, icer;
    };
    std::vector<OfStrategy> strategies;

    /// Net benefit = willingness x QALYs - cost.
    struct NetBenefit {
        double willingness = 0;
        std::vector<MeanWithError> of_strategy;
        std::optional<std::size_t> best;  ///< ties: the first; nothing where none is defined
    };
    std::vector<NetBenefit> net_benefit;  ///< by willingness to pay
};

/// Errors of increments, ratios and net benefits follow from the batches, so that what strategies share cancels.
CostsAndEffects compare_strategies(PopulationKind population, std::string group, std::span<const double> willingness,
                                   const StrategyTotals& totals);

}  // namespace ibtr
