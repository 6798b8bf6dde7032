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

/// @param net_benefit [draw * strategies + strategy], relative to any strategy @param best by mean
Choice choose(const std::vector<double>& net_benefit, std::size_t strategies, std::size_t best) {
    const std::size_t draws = net_benefit.size() / strategies;
    const auto count = static_cast<double>(draws);
    Choice result;
    result.probability.assign(strategies, 0.0);
    Moments regrets;
    for (std::size_t d = 0; d < draws; ++d) {
        const double* row = net_benefit.data() + d * strategies;
        const double most = *std::max_element(row, row + strategies);
        const auto ties = static_cast<double>(std::count(row, row + strategies, most));
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

}  // namespace

DecisionDraws load_decision_draws(const Store& store, const OutcomePlan& plan, PopulationKind kind,
                                  std::size_t strategies) {
    std::vector<std::size_t> cost, effect;
    for (std::size_t s = 0; s < strategies; ++s) {
        cost.push_back(plan.total(kind, s, DecisionItem::cost));
        effect.push_back(plan.total(kind, s, DecisionItem::qaly));
    }
    DecisionDraws result;
    result.strategies = strategies;
    store.for_each([&](const DrawRecord& record) {
        for (std::size_t s = 0; s < strategies; ++s) {
            result.costs.push_back(record.outcomes[cost[s]]);
            result.effects.push_back(record.outcomes[effect[s]]);
            result.cost_errors.push_back(record.half_differences[cost[s]]);
            result.effect_errors.push_back(record.half_differences[effect[s]]);
        }
    });
    return result;
}

Acceptability acceptability(const DecisionDraws& draws, double willingness, std::size_t reference) {
    const std::size_t strategies = draws.strategies, count = draws.draws();
    Acceptability result;
    result.willingness = willingness;
    std::vector<double> relative(count * strategies);  // net benefit against the reference, as simulated
    std::vector<double> noiseless(count * strategies);
    bool resolved = true;
    for (std::size_t s = 0; s < strategies; ++s) {
        std::vector<double> differences(count);
        double mean_benefit = 0, mean = 0, noise = 0;
        for (std::size_t d = 0; d < count; ++d) {
            const std::size_t own = draws.at(d, s), other = draws.at(d, reference);
            const double benefit = willingness * draws.effects[own] - draws.costs[own];
            differences[d] = benefit - (willingness * draws.effects[other] - draws.costs[other]);
            const auto error = [&](std::size_t at) {
                return willingness * static_cast<double>(draws.effect_errors[at]) -
                       static_cast<double>(draws.cost_errors[at]);
            };
            const double half = error(own) - error(other);
            mean_benefit += benefit / static_cast<double>(count);
            mean += differences[d] / static_cast<double>(count);
            noise += half * half / static_cast<double>(count);
        }
        result.net_benefit.push_back(mean_benefit);
        const double shrinkage = shrinkage_of(differences, mean, noise);
        resolved = resolved && std::isfinite(shrinkage);
        for (std::size_t d = 0; d < count; ++d) {
            relative[d * strategies + s] = differences[d];
            noiseless[d * strategies + s] = without_noise(differences[d], mean, shrinkage);
        }
    }
    const auto best = std::max_element(result.net_benefit.begin(), result.net_benefit.end());
    result.best = static_cast<std::size_t>(best - result.net_benefit.begin());
    const Choice raw = choose(relative, strategies, result.best);
    result.probability_uncorrected = raw.probability;
    result.evpi_uncorrected = raw.perfect_information;
    result.evpi_se = raw.se;
    result.probability.assign(strategies, undefined);
    result.evpi = undefined;
    if (!resolved) return result;
    const Choice corrected = choose(noiseless, strategies, result.best);
    result.probability = corrected.probability;
    result.evpi = corrected.perfect_information;
    return result;
}

}  // namespace ibtr::psa
