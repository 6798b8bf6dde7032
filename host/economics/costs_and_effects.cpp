#include "economics/costs_and_effects.hpp"

#include <cmath>
#include <utility>

#include "estimate/standard_error.hpp"

namespace ibtr {
namespace {

double total_of(const std::vector<double>& totals, std::size_t strategy, DecisionItem item) {
    return totals[strategy * decision_items + static_cast<std::size_t>(item)];
}

/// A function of the totals, with the jackknife's error of it.
template <class Function>
MeanWithError with_error(const StrategyTotals& totals, const Function& function) {
    const double value = function(totals.all);
    if (std::isnan(value)) return {};
    if (totals.without.empty()) return {value, totals.other_error};
    std::vector<double> replicates;
    for (const std::vector<double>& others : totals.without) replicates.push_back(function(others));
    return {value, jackknife_spread(replicates.data(), replicates.size(), 1, Scale::plain).se};
}

CostsAndEffects::NetBenefit net_benefit(const StrategyTotals& totals, std::size_t strategies, double willingness) {
    CostsAndEffects::NetBenefit result{willingness, {}, {}};
    for (std::size_t s = 0; s < strategies; ++s) {
        result.of_strategy.push_back(with_error(totals, [&](const std::vector<double>& of) {
            return willingness * total_of(of, s, DecisionItem::qaly) - total_of(of, s, DecisionItem::cost);
        }));
        const double value = result.of_strategy[s].value;
        if (!std::isnan(value) && (!result.best || value > result.of_strategy[*result.best].value)) result.best = s;
    }
    return result;
}

}  // namespace

CostsAndEffects compare_strategies(PopulationKind population, std::string group, std::span<const double> willingness,
                                   const StrategyTotals& totals) {
    const std::size_t count = totals.all.size() / decision_items;
    CostsAndEffects result{population, std::move(group), std::vector<CostsAndEffects::OfStrategy>(count), {}};
    const auto mean = [&](std::size_t s, DecisionItem item) {
        return with_error(totals, [&](const std::vector<double>& of) { return total_of(of, s, item); });
    };
    std::vector<double> costs, qalys;
    for (std::size_t s = 0; s < count; ++s) {
        CostsAndEffects::OfStrategy& strategy = result.strategies[s];
        strategy.life_years = mean(s, DecisionItem::life_years);
        strategy.qaly = mean(s, DecisionItem::qaly);
        strategy.cost = mean(s, DecisionItem::cost);
        costs.push_back(strategy.cost.value);
        qalys.push_back(strategy.qaly.value);
    }
    const std::vector<FrontierPoint> frontier = efficiency_frontier(costs, qalys);
    for (std::size_t s = 0; s < count; ++s) {
        CostsAndEffects::OfStrategy& strategy = result.strategies[s];
        strategy.standing = frontier[s].standing;
        strategy.compared_with = frontier[s].next_cheaper;
        if (!strategy.compared_with) continue;
        const auto increment = [&](const std::vector<double>& of, DecisionItem item) {
            return total_of(of, s, item) - total_of(of, *strategy.compared_with, item);
        };
        strategy.incremental_cost =
            with_error(totals, [&](const std::vector<double>& of) { return increment(of, DecisionItem::cost); });
        strategy.incremental_qaly =
            with_error(totals, [&](const std::vector<double>& of) { return increment(of, DecisionItem::qaly); });
        strategy.icer = with_error(totals, [&](const std::vector<double>& of) {
            return increment(of, DecisionItem::cost) / increment(of, DecisionItem::qaly);
        });
    }
    for (const double each : willingness) result.net_benefit.push_back(net_benefit(totals, count, each));
    return result;
}

}  // namespace ibtr
