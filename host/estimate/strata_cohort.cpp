#include "estimate/strata_cohort.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace ibtr {
namespace {

/// Another problem with the same hazards: its own horizon and start, and every stratum a cell of its own.
Model by_stratum(Model model, double horizon_years, std::optional<std::size_t> start_state) {
    model.start_state = start_state.value_or(model.start_state);
    model.horizon_years = horizon_years;
    model.landmarks_years = {horizon_years};
    model.batches = 1;  // errors of simulated numbers come from replicates
    model.group_factors.resize(model.factors.size());
    std::iota(model.group_factors.begin(), model.group_factors.end(), std::size_t{0});
    return model;
}

bool belongs(const Stratum& stratum, const WomenClass& group) {
    return std::all_of(group.begin(), group.end(), [&](const auto& condition) {
        const auto& [factor, admitted] = condition;
        return std::find(admitted.begin(), admitted.end(), stratum.levels[factor]) != admitted.end();
    });
}

}  // namespace

CellSource exact_cells(const ExactOptions& options) {
    return [options](const Cohort& cohort, const EndpointPlan& plan, const StrategyMixtures& mixtures) {
        const auto& [model, parameters, population, graph] = cohort;
        const ContinuousHazards hazards(model, parameters, population);
        return expected_incidence(plan, mixtures, population, solve_exact(model, population, graph, hazards, options));
    };
}

StrataCohort::StrataCohort(const Model& model, const Parameters& parameters, double horizon_years,
                           const CellSource& source, std::optional<std::size_t> start_state)
    : model_(by_stratum(model, horizon_years, start_state)),
      parameters_(parameters),
      population_(make_population(model_, parameters_)),
      graph_(make_event_graph(model_)),
      plan_(plan_endpoints(model_, graph_)),
      mixtures_(model_, parameters_, population_),
      cells_(source({model_, parameters_, population_, graph_}, plan_, mixtures_)) {}

ArmOfWomen StrataCohort::restricted(std::size_t strategy, std::vector<double> weights, const WomenClass& group) const {
    double total = 0;
    for (std::size_t h = 0; h < weights.size(); ++h) {
        if (!belongs(population_.strata[h], group)) weights[h] = 0;
        total += weights[h];
    }
    if (total > 0 && (!group.empty() || total != 1))
        for (double& weight : weights) weight /= total;
    return {strategy, std::move(weights)};
}

ArmOfWomen StrataCohort::women(std::size_t strategy, const WomenClass& group, PopulationKind kind) const {
    return restricted(strategy, cell_weights(model_, parameters_, population_, strategy, {"all", {}}, kind), group);
}

ArmOfWomen StrataCohort::standardised(std::size_t strategy, const WomenClass& group,
                                      const std::vector<std::size_t>& over, std::size_t to_treated) const {
    return restricted(strategy, standardised_weights(model_, parameters_, population_, strategy, {over, to_treated}),
                      group);
}

CellClasses StrataCohort::classes(const std::vector<std::size_t>& factors) const {
    std::vector<std::vector<std::size_t>> keys;
    for (const Stratum& stratum : population_.strata) {
        std::vector<std::size_t>& key = keys.emplace_back();
        for (const std::size_t factor : factors) key.push_back(stratum.levels[factor]);
    }
    std::map<std::vector<std::size_t>, std::size_t> numbers;  // in the order of the levels
    for (const std::vector<std::size_t>& key : keys) numbers[key] = 0;
    std::size_t next = 0;
    for (auto& [key, number] : numbers) number = next++;
    CellClasses classes;
    for (const std::vector<std::size_t>& key : keys) classes.push_back(numbers.at(key));
    return classes;
}

}  // namespace ibtr
