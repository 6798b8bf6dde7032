#include "estimate/standard_error.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/statistics.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/standard_error.hpp"

namespace ibtr {
namespace {

/// g(x); not finite on the edge of the scale.
double to_scale(double x, Scale scale) {
    switch (scale) {
        case Scale::plain:
            return x;
        case Scale::ratio:
            return std::log(x);
        case Scale::survival:
            return std::log(-std::log(x));
        case Scale::incidence:
            return std::log(-std::log1p(-x));
    }
    return undefined;
}

double from_scale(double g, Scale scale) {
    switch (scale) {
        case Scale::plain:
            return g;
        case Scale::ratio:
            return std::exp(g);
        case Scale::survival:
            return std::exp(-std::exp(g));
        case Scale::incidence:
            return -std::expm1(-std::exp(g));
    }
    return undefined;
}

/// |g'(x)|
double slope(double x, Scale scale) {
    switch (scale) {
        case Scale::plain:
            return 1;
        case Scale::ratio:
            return 1 / x;
        case Scale::survival:
            return -1 / (x * std::log(x));
        case Scale::incidence:
            return -1 / ((1 - x) * std::log1p(-x));
    }
    return undefined;
}

/// Jackknife standard error; deviations are taken from the first replicate, so that equal ones give exactly 0.
class Deviations {
public:
    void add(double x) {
        if (moments_.count() == 0) first_ = x;
        moments_.add(x - first_);
    }
    [[nodiscard]] double standard_error() const {
        const double n = moments_.count(), variance = (n - 1) / n * moments_.squared_deviations();
        return std::isfinite(variance) ? std::sqrt(std::max(variance, 0.0)) : undefined;
    }

private:
    double first_ = 0;
    Moments moments_;
};

/// P(event by the end of a bin) in one stratum.
double probability(const ExpectedTallies& expected, const Series& series, SimulatedIndex strategy, StratumIndex stratum,
                   std::uint32_t bin) {
    double sum = 0;
    for (const EdgeIndex edge : series.plus)
        for (std::uint32_t b = 0; b < bin; ++b) sum += expected.probability[expected.index(strategy, stratum, edge, b)];
    return std::clamp(sum, 0.0, 1.0);
}

std::optional<Series> series_of_proportion(const Model& model, const EventGraph& graph, const std::string& name) {
    const EndpointPlan plan = plan_endpoints(model, graph);
    const auto endpoint = std::find_if(plan.endpoints.begin(), plan.endpoints.end(),
                                       [&](const Endpoint& candidate) { return candidate.name == name; });
    if (endpoint == plan.endpoints.end()) return std::nullopt;
    if (endpoint->kind != EndpointKind::survival && endpoint->kind != EndpointKind::incidence) return std::nullopt;
    return plan.series[endpoint->estimated];
}

}  // namespace

Spread jackknife_spread(const double* replicates, std::size_t count, std::size_t stride, Scale scale) {
    if (count < 2) return {undefined, undefined};
    Deviations plain, on_scale;
    for (std::size_t b = 0; b < count; ++b) {
        const double x = replicates[b * stride];
        plain.add(x);
        if (scale != Scale::plain) on_scale.add(to_scale(x, scale));
    }
    const double se = plain.standard_error();
    return {se, scale == Scale::plain ? se : on_scale.standard_error()};
}

Estimate with_interval(double value, const Spread& spread, Scale scale, double quantile) {
    if (std::isnan(value) || std::isnan(spread.se)) return {value, undefined, undefined, undefined};
    const double centre = to_scale(value, scale);
    if (!std::isfinite(centre)) return {value, spread.se, undefined, undefined};
    if (spread.se == 0) return {value, 0, value, value};
    const double se = std::isnan(spread.se_on_scale) ? spread.se * slope(value, scale) : spread.se_on_scale;
    const double one = from_scale(centre - quantile * se, scale), other = from_scale(centre + quantile * se, scale);
    return {value, spread.se, std::min(one, other), std::max(one, other)};
}

Estimate reciprocal(const Estimate& rd) {
    if (rd.value == 0 || std::isnan(rd.value)) return {undefined, undefined, undefined, undefined};
    const double value = 1 / rd.value;
    if (std::isnan(rd.ci_low) && rd.mc_se == 0) return {value, 0, undefined, undefined};
    if (!(rd.ci_low > 0 || rd.ci_high < 0)) return {value, undefined, undefined, undefined};
    return {value, rd.mc_se * value * value, 1 / rd.ci_high, 1 / rd.ci_low};
}

std::optional<double> stratified_standard_error(const Cohort& cohort, const ExpectedTallies& expected,
                                                std::span<const std::uint64_t> allocation, const Quantity& proportion) {
    const auto& [model, parameters, population, graph] = cohort;
    const std::vector<StrategyIndex> simulated = model.simulated_strategies();
    const auto place = std::find(simulated.begin(), simulated.end(), proportion.strategy);
    const auto series = series_of_proportion(model, graph, proportion.endpoint);
    if (place == simulated.end() || !series) return std::nullopt;
    const SimulatedIndex strategy(static_cast<std::size_t>(place - simulated.begin()));

    const std::vector<double> weights = cell_weights(model, parameters, population, proportion.strategy,
                                                     report_groups(model).front(), proportion.population);
    std::vector<double> cell_women(population.cells.size(), 0.0);
    for (std::size_t h = 0; h < allocation.size(); ++h)
        cell_women[population.strata[h].cell] += static_cast<double>(allocation[h]);
    double variance = 0;
    for (StratumIndex h; h < allocation.size(); ++h) {
        const std::size_t cell = population.strata[h].cell;
        const double p = probability(expected, *series, strategy, h, proportion.bin(model.grid_per_year));
        const double share = weights[cell] / cell_women[cell];  // w_h / n_h
        variance += share * share * static_cast<double>(allocation[h]) * p * (1 - p);
    }
    return std::sqrt(variance);
}

}  // namespace ibtr
