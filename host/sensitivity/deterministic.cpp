#include "sensitivity/deterministic.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/roots.hpp"
#include "ibtr/error.hpp"

namespace ibtr::sensitivity {
namespace {

constexpr double low_probability = 0.025, high_probability = 0.975;

/// Where the difference of two strategies' values changes sign between two values of a parameter.
double crossing(const Model& model, const Parameters& base, std::size_t parameter, const Evaluate& evaluate,
                std::size_t outcome_a, std::size_t outcome_b, double low, double high) {
    const auto difference = [&](double value) {
        const std::vector<double> outcomes = evaluate(with_value(model, base, parameter, value));
        return outcomes[outcome_a] - outcomes[outcome_b];
    };
    constexpr RootTolerance millionth{.bits = 20, .most_steps = 60};
    return find_root(difference, low, high, millionth).value_or(high);
}

std::vector<double> spread_over_interval(const ParameterSampler& sampler, std::size_t parameter, std::size_t points) {
    const double low = sampler.quantile_of(parameter, 0.025), high = sampler.quantile_of(parameter, 0.975);
    std::vector<double> values;
    for (std::size_t i = 0; i < points; ++i)
        values.push_back(std::lerp(low, high, static_cast<double>(i) / static_cast<double>(points - 1)));
    return values;
}

}  // namespace

void OneWay::widen(const std::vector<double>& outcomes) {
    if (smallest.empty()) smallest = largest = outcomes;
    for (std::size_t k = 0; k < outcomes.size(); ++k) {  // fmin and fmax take a number before NaN
        smallest[k] = std::fmin(smallest[k], outcomes[k]);
        largest[k] = std::fmax(largest[k], outcomes[k]);
    }
}

void widen_to(const Scan& scan, std::vector<OneWay>& rows) {
    for (OneWay& row : rows)
        for (std::size_t k = 0; k < scan.outcomes.size(); ++k)
            if (scan.parameters[k] == row.parameter) row.widen(scan.outcomes[k]);
}

std::vector<OneWay> one_way(const Model& model, const Parameters& base, const ParameterSampler& sampler,
                            const std::vector<double>& at_base, const Evaluate& evaluate, unsigned threads,
                            const Progress& progress) {
    std::vector<OneWay> rows;
    std::vector<Parameters> sets;
    for (const auto& group : sampler.independent_groups())
        for (const std::size_t parameter : group) {
            rows.push_back({parameter,
                            sampler.quantile_of(parameter, low_probability),
                            sampler.quantile_of(parameter, high_probability),
                            group.size() == 1,
                            {},
                            {},
                            {},
                            {}});
            for (const double end : {rows.back().low, rows.back().high})
                sets.push_back(with_value(model, base, parameter, end));
        }
    std::vector<std::vector<double>> results = evaluate_all(sets, evaluate, threads, progress);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].at_low = std::move(results[2 * i]);
        rows[i].at_high = std::move(results[2 * i + 1]);
        rows[i].widen(at_base);
        rows[i].widen(rows[i].at_low);
        rows[i].widen(rows[i].at_high);
    }
    return rows;
}

Scan scan_parameters(const Model& model, const Parameters& base, const ParameterSampler& sampler,
                     const Evaluate& evaluate, unsigned threads, const Progress& progress) {
    constexpr std::size_t points = 9;
    Scan scan;
    std::vector<Parameters> sets;
    for (const std::size_t parameter : sampler.drawn()) {
        const double low = sampler.quantile_of(parameter, low_probability);
        const double high = sampler.quantile_of(parameter, high_probability);
        for (std::size_t i = 0; i < points; ++i) {
            scan.parameters.push_back(parameter);
            scan.values.push_back(std::lerp(low, high, static_cast<double>(i) / (points - 1)));
            sets.push_back(with_value(model, base, parameter, scan.values.back()));
        }
    }
    scan.outcomes = evaluate_all(sets, evaluate, threads, progress);
    return scan;
}

std::vector<Threshold> thresholds(const Model& model, const Parameters& base, const Evaluate& evaluate,
                                  const Scan& scan, const std::vector<std::size_t>& strategy_values) {
    std::vector<Threshold> found;
    for (std::size_t k = 0; k + 1 < scan.values.size(); ++k) {
        const std::size_t parameter = scan.parameters[k];
        if (parameter != scan.parameters[k + 1]) continue;
        const std::size_t below = best_strategy(scan.outcomes[k], strategy_values);
        const std::size_t above = best_strategy(scan.outcomes[k + 1], strategy_values);
        if (below == above) continue;
        found.push_back({parameter,
                         crossing(model, base, parameter, evaluate, strategy_values[below], strategy_values[above],
                                  scan.values[k], scan.values[k + 1]),
                         below, above});
    }
    return found;
}

std::size_t best_strategy(const std::vector<double>& outcomes, const std::vector<std::size_t>& strategy_values) {
    std::size_t best = 0;
    for (std::size_t s = 1; s < strategy_values.size(); ++s)
        if (outcomes[strategy_values[s]] > outcomes[strategy_values[best]]) best = s;
    return best;
}

TwoWay two_way(const Model& model, const Parameters& base, const ParameterSampler& sampler, std::size_t first,
               std::size_t second, std::size_t points, const Evaluate& evaluate, unsigned threads,
               const Progress& progress) {
    for (const JointUncertainty& joint : model.joint_uncertainties)
        if (joint.makes_share(first) && joint.makes_share(second))
            throw UsageError(fmt::format("--vary {},{}: shares of one whole; to move one moves the other",
                                         model.parameters[first].name, model.parameters[second].name));
    TwoWay grid{
        first, second, spread_over_interval(sampler, first, points), spread_over_interval(sampler, second, points), {}};
    std::vector<Parameters> sets;
    for (const double x : grid.first_values) {
        const Parameters moved = with_value(model, base, first, x);
        for (const double y : grid.second_values) sets.push_back(with_value(model, moved, second, y));
    }
    grid.outcomes = evaluate_all(sets, evaluate, threads, progress);
    return grid;
}

}  // namespace ibtr::sensitivity
