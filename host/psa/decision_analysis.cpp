#include "psa/decision_analysis.hpp"

#include <algorithm>
#include <cmath>

#include "base/statistics.hpp"
#include "psa/summary.hpp"

namespace ibtr::psa {
namespace {

/// Shrinkage of one strategy's net benefit against the reference; 1 where it is the same in every draw.
double shrinkage_of(const std::vector<double>& differences, double mean, double simulation_variance) {
    const DrawMoments moments{differences.size(), mean, sample_variance(differences, mean), simulation_variance};
    if (moments.variance == 0) return 1;
    return split_variance(moments, 1).shrinkage;
}

struct Choice {
    std::vector<double> probability;
    double perfect_information = 0, se = 0;
};

/// @param net_benefit of a draw and strategy, relative to any strategy @param best by mean
template <class NetBenefit>
Choice choose(std::size_t draws, std::size_t strategies, StrategyIndex best, const NetBenefit& net_benefit) {
    const auto count = static_cast<double>(draws);
    Choice result;
    result.probability.assign(strategies, 0.0);
    Moments regrets;
    std::vector<double> row(strategies);
    for (std::size_t d = 0; d < draws; ++d) {
        for (StrategyIndex s; s < strategies; ++s) row[s] = net_benefit(d, s);
        const double most = *std::max_element(row.begin(), row.end());
        const auto ties = static_cast<double>(std::count(row.begin(), row.end(), most));
        for (std::size_t s = 0; s < strategies; ++s)
            if (row[s] == most) result.probability[s] += 1 / ties;
        regrets.add(most - row[best]);
    }
    for (double& share : result.probability) share /= count;
    result.perfect_information = regrets.mean();
    const double variance = regrets.squared_deviations() / (count - 1);
    result.se = std::sqrt(std::max(variance, 0.0) / count);
    return result;
}

/// Net benefit of one strategy against the reference, over draws.
struct Difference {
    double mean = 0, shrinkage = 0;
};

}  // namespace

std::vector<DecisionDraws> load_decision_draws(const Store& store, const OutcomePlan& plan,
                                               const std::vector<PopulationKind>& kinds, std::size_t strategies) {
    std::vector<DecisionDraws> result(kinds.size());
    const std::size_t size = std::size_t{store.analysis().design.draws} * strategies;
    for (DecisionDraws& draws : result) {
        draws.strategies = strategies;
        draws.costs.reserve(size);
        draws.effects.reserve(size);
        draws.cost_errors.reserve(size);
        draws.effect_errors.reserve(size);
    }
    store.for_each([&](const DrawRecord& record) {
        for (std::size_t k = 0; k < kinds.size(); ++k)
            for (std::size_t s = 0; s < strategies; ++s) {
                const std::size_t cost = plan.total(kinds[k], s, DecisionItem::cost);
                const std::size_t effect = plan.total(kinds[k], s, DecisionItem::qaly);
                result[k].costs.push_back(record.outcomes[cost]);
                result[k].effects.push_back(record.outcomes[effect]);
                result[k].cost_errors.push_back(record.half_differences[cost]);
                result[k].effect_errors.push_back(record.half_differences[effect]);
            }
    });
    return result;
}

Acceptability acceptability(const DecisionDraws& draws, double willingness, StrategyIndex reference) {
    const std::size_t strategies = draws.strategies, count = draws.draws();
    Acceptability result;
    result.willingness = willingness;
    const auto benefit_of = [&](std::size_t at) { return willingness * draws.effects[at] - draws.costs[at]; };
    const auto relative = [&](std::size_t d, StrategyIndex s) {
        return benefit_of(draws.at(d, s)) - benefit_of(draws.at(d, reference));
    };
    std::vector<Difference> against_reference;
    bool resolved = true;
    for (StrategyIndex s; s < strategies; ++s) {
        std::vector<double> differences(count);
        double mean_benefit = 0, mean = 0, noise = 0;
        for (std::size_t d = 0; d < count; ++d) {
            const std::size_t own = draws.at(d, s), other = draws.at(d, reference);
            differences[d] = relative(d, s);
            const auto error = [&](std::size_t at) {
                return willingness * static_cast<double>(draws.effect_errors[at]) -
                       static_cast<double>(draws.cost_errors[at]);
            };
            const double half = error(own) - error(other);
            mean_benefit += benefit_of(own) / static_cast<double>(count);
            mean += differences[d] / static_cast<double>(count);
            noise += half * half / static_cast<double>(count);
        }
        result.net_benefit.push_back(mean_benefit);
        const double shrinkage = shrinkage_of(differences, mean, noise);
        resolved = resolved && std::isfinite(shrinkage);
        against_reference.push_back({mean, shrinkage});
    }
    const auto best = std::max_element(result.net_benefit.begin(), result.net_benefit.end());
    result.best = StrategyIndex(static_cast<std::size_t>(best - result.net_benefit.begin()));
    const Choice raw = choose(count, strategies, result.best, relative);
    result.probability_uncorrected = raw.probability;
    result.evpi_uncorrected = raw.perfect_information;
    result.evpi_se = raw.se;
    result.probability.assign(strategies, undefined);
    result.evpi = undefined;
    if (!resolved) return result;
    const Choice corrected = choose(count, strategies, result.best, [&](std::size_t d, StrategyIndex s) {
        return without_noise(relative(d, s), against_reference[s].mean, against_reference[s].shrinkage);
    });
    result.probability = corrected.probability;
    result.evpi = corrected.perfect_information;
    return result;
}

}  // namespace ibtr::psa
