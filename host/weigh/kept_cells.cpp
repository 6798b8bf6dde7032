#include "weigh/kept_cells.hpp"

#include <algorithm>

namespace ibtr::weigh {
namespace {

/// All that cells depend on beside the solutions of their women, whose weights count for nothing in a cell of one
/// stratum.
std::vector<double> key_of(const Cohort& cohort, const EndpointPlan& plan, const StrategyMixtures& mixtures,
                           const std::vector<std::size_t>& solutions) {
    std::vector<double> key(solutions.begin(), solutions.end());
    const auto add = [&](auto number) { key.push_back(static_cast<double>(number)); };
    for (StrategyIndex strategy; strategy < mixtures.strategies(); ++strategy) {
        if (!mixtures.is_mix(strategy)) continue;
        for (CellIndex cell; cell < cohort.population.cells.size(); ++cell)
            for (const StrategyMixtures::Component& component : mixtures.components(strategy, cell)) {
                add(component.simulated);
                add(component.weight);
            }
    }
    for (const Series& series : plan.series)
        for (const std::vector<EdgeIndex>* edges : {&series.plus, &series.minus}) {
            add(edges->size());
            for (const EdgeIndex edge : *edges) add(edge);
        }
    for (const SeriesIndex series : plan.timed) add(series);
    for (const std::size_t state : mixtures.starts()) add(state);
    return key;
}

}  // namespace

CellIncidence KeptCells::cells(const Cohort& cohort, const EndpointPlan& plan, const StrategyMixtures& mixtures) {
    const Population& population = cohort.population;
    if (cohort.model.cycle_years || population.cells.size() != population.strata.size())
        return expected_incidence(plan, mixtures, population, known_.solve(cohort, options_));
    std::vector<double> key = key_of(cohort, plan, mixtures, known_.places(cohort));
    if (key != last_key_ || !last_) {
        last_.emplace(expected_incidence(plan, mixtures, population, known_.solve(cohort, options_)));
        last_key_ = std::move(key);
    }
    const CellIncidence& kept = *last_;
    CellIncidence copy(kept.grids, kept.strategies, kept.starts);
    std::copy_n(kept.cumulative.data(), kept.cumulative.size(), copy.cumulative.data());
    std::copy_n(kept.offset.data(), kept.offset.size(), copy.offset.data());
    return copy;
}

}  // namespace ibtr::weigh
