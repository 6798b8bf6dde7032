#include "estimate/stratified_error.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "estimate/endpoints.hpp"

namespace ibtr {
namespace {

/// P(event by the end of a bin) in one stratum.
double probability(const ExpectedTallies& expected, const Series& series, std::size_t strategy, std::size_t stratum,
                   std::uint32_t bin) {
    double sum = 0;
    for (const std::size_t edge : series.plus)
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

std::optional<double> stratified_standard_error(const Cohort& cohort, const ExpectedTallies& expected,
                                                std::span<const std::uint64_t> allocation, const Quantity& proportion) {
    const auto& [model, parameters, population, graph] = cohort;
    const std::vector<std::size_t> simulated = model.simulated_strategies();
    const auto place = std::find(simulated.begin(), simulated.end(), std::size_t{proportion.strategy});
    const auto series = series_of_proportion(model, graph, proportion.endpoint);
    if (place == simulated.end() || !series) return std::nullopt;
    const auto strategy = static_cast<std::size_t>(place - simulated.begin());

    const std::vector<double> weights = cell_weights(model, parameters, population, proportion.strategy,
                                                     report_groups(model).front(), proportion.population);
    std::vector<double> cell_women(population.cells.size(), 0.0);
    for (std::size_t h = 0; h < allocation.size(); ++h)
        cell_women[population.strata[h].cell] += static_cast<double>(allocation[h]);
    double variance = 0;
    for (std::size_t h = 0; h < allocation.size(); ++h) {
        const std::size_t cell = population.strata[h].cell;
        const double p = probability(expected, *series, strategy, h, proportion.bin(model.grid_per_year));
        const double share = weights[cell] / cell_women[cell];  // w_h / n_h
        variance += share * share * static_cast<double>(allocation[h]) * p * (1 - p);
    }
    return std::sqrt(variance);
}

}  // namespace ibtr
