#include "model_under_test.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include "ibtr/state_graph.hpp"

namespace ibtr::test {

ModelUnderTest::ModelUnderTest(Model study_model)
    : model(std::move(study_model)),
      parameters(base_parameters(model)),
      population(make_population(model, parameters)),
      graph(make_event_graph(model)),
      tables(compile(model, parameters, population, graph)) {}

WorkPlan ModelUnderTest::plan(std::uint64_t patients, std::uint64_t seed, PatientRange range) const {
    return WorkPlan(model, population, graph, patients, seed, 0, range);
}

WorkPlan ModelUnderTest::plan(std::uint64_t patients, std::uint64_t seed) const {
    return plan(patients, seed, {0, patients});
}

Tallies ModelUnderTest::simulate(const WorkPlan& work, const std::string& backend) const {
    return make_backend(backend, 0)->simulate(tables, work, [](std::uint64_t, std::uint64_t) { return true; });
}

Estimates ModelUnderTest::estimate(const Tallies& tallies) const {
    return ibtr::estimate(cohort(), tallies);
}

ExpectedTallies ModelUnderTest::solve(const HazardSource& hazards, double largest_error) const {
    ExactOptions options;
    options.budget_seconds = 0;
    ExpectedTallies expected = solve_exact(model, population, graph, hazards, options);
    EXPECT_LE(expected.step_error, largest_error);
    return expected;
}

ExpectedTallies ModelUnderTest::solve_tables(double largest_error) const {
    return solve(TabulatedHazards(model, tables), largest_error);
}

ExpectedTallies ModelUnderTest::solve_continuous(double largest_error) const {
    return solve(ContinuousHazards(model, parameters, population), largest_error);
}

StratumProbabilities::StratumProbabilities(const ModelUnderTest& study, const ExpectedTallies& expected)
    : study_(study),
      strata_(expected.strata),
      edges_(expected.edges),
      bins_(expected.bins),
      cumulative_(expected.probability) {
    for (std::size_t row = 0; row < cumulative_.size(); row += bins_)
        for (std::size_t bin = 1; bin < bins_; ++bin) cumulative_[row + bin] += cumulative_[row + bin - 1];
}

double StratumProbabilities::taken(SimulatedIndex strategy, StratumIndex stratum, EdgeIndex edge,
                                   std::uint32_t bin) const {
    return bin == 0 ? 0 : cumulative_[((strategy * strata_ + stratum) * edges_ + edge) * bins_ + bin - 1];
}

SimulatedIndex StratumProbabilities::simulated_index(std::size_t strategy) const {
    const std::vector<StrategyIndex> simulated = study_.model.simulated_strategies();
    const auto place = std::find(simulated.begin(), simulated.end(), StrategyIndex(strategy));
    if (place == simulated.end()) throw std::logic_error("a mix has no law of its own");
    return SimulatedIndex(static_cast<std::size_t>(place - simulated.begin()));
}

std::uint32_t StratumProbabilities::sets(const std::vector<std::string>& names) const {
    std::uint32_t mask = 0;
    for (const std::string& name : names)
        if (const auto set = study_.model.find_endpoint(name)) mask |= 1U << *set;
    return mask;
}

std::uint32_t StratumProbabilities::sets(const std::vector<EndpointRole>& roles) const {
    std::uint32_t mask = 0;
    for (std::size_t e = 0; e < study_.model.endpoints.size(); ++e) {
        const std::optional<EndpointRole>& role = study_.model.endpoints[e].role;
        if (role && std::find(roles.begin(), roles.end(), *role) != roles.end()) mask |= 1U << e;
    }
    return mask;
}

/// Edges that are the first passage of any of the sets, or of a death where these count.
std::vector<EdgeIndex> StratumProbabilities::first_passages(std::uint32_t sets, bool deaths_count) const {
    std::vector<EdgeIndex> edges;
    for (EdgeIndex e; e < study_.graph.edges.size(); ++e) {
        const EventGraph::Edge& edge = study_.graph.edges[e];
        const bool is_death =
            study_.model.states[study_.model.transitions[edge.transition].to].kind == StateKind::death;
        const bool happens = (edge.first_fires & sets) != 0 || (deaths_count && is_death);
        if (happens && (study_.graph.nodes[edge.from].fired & sets) == 0) edges.push_back(e);
    }
    return edges;
}

namespace {

/// What ends a survival beside a death: endpoints of these roles.
const std::map<std::string, std::vector<EndpointRole>>& survival_roles() {
    using enum EndpointRole;
    static const std::map<std::string, std::vector<EndpointRole>> roles{
        {"os", {}},        {"ddfs", {distant}},   {"dfs", {local, distant, recurrence}},
        {"lrfs", {local}}, {"rfs", {recurrence}}, {"pfs", {progression}}};
    return roles;
}

}  // namespace

bool StratumProbabilities::is_proportion(const std::string& name) const {
    return survival_roles().contains(name) || name.starts_with("cif_") || name.starts_with("occupancy:");
}

std::vector<double> StratumProbabilities::by_stratum(std::size_t strategy, const std::string& name,
                                                     std::uint32_t bin) const {
    const SimulatedIndex simulated = simulated_index(strategy);
    std::vector<double> probabilities(strata_, 0.0);
    if (name.starts_with("occupancy:")) {
        const std::string state = name.substr(std::string("occupancy:").size());
        for (StratumIndex h; h < strata_; ++h) {
            const std::size_t start = start_of(study_.model, study_.population.strata[h].levels);
            double occupied = study_.model.states[start].name == state ? 1 : 0;
            for (EdgeIndex e; e < edges_; ++e) {
                const Transition& transition = study_.model.transitions[study_.graph.edges[e].transition];
                if (study_.model.states[transition.to].name == state) occupied += taken(simulated, h, e, bin);
                if (study_.model.states[transition.from].name == state) occupied -= taken(simulated, h, e, bin);
            }
            probabilities[h] = occupied;
        }
    } else {
        const bool incidence = name.starts_with("cif_");
        const std::uint32_t mask = incidence ? sets({name.substr(4)}) : sets(survival_roles().at(name));
        for (StratumIndex h; h < strata_; ++h) {
            double happened = 0;
            for (const EdgeIndex e : first_passages(mask, !incidence)) happened += taken(simulated, h, e, bin);
            probabilities[h] = incidence ? happened : 1 - happened;
        }
    }
    for (double& p : probabilities) p = std::clamp(p, 0.0, 1.0);
    return probabilities;
}

namespace {

/// Sums independent women: `mean` and `variance` of one woman of each stratum.
SamplingLaw stratified_law(const Population& population, std::span<const double> mean, std::span<const double> variance,
                           std::span<const std::uint64_t> allocation, std::span<const double> cell_weights) {
    std::vector<double> women(population.cells.size(), 0.0);
    for (std::size_t h = 0; h < allocation.size(); ++h)
        women[population.strata[h].cell] += static_cast<double>(allocation[h]);
    SamplingLaw law;
    double sum_of_variances = 0;
    for (std::size_t h = 0; h < allocation.size(); ++h) {
        const std::size_t cell = population.strata[h].cell;
        const double weight = cell_weights[cell] / women[cell];
        const auto n = static_cast<double>(allocation[h]);
        law.mean += weight * n * mean[h];
        sum_of_variances += weight * weight * n * variance[h];
        law.largest_weight = std::max(law.largest_weight, weight);
    }
    law.standard_error = std::sqrt(sum_of_variances);
    return law;
}

}  // namespace

SamplingLaw StratumProbabilities::stratified(std::size_t strategy, const std::string& name, std::uint32_t bin,
                                             std::span<const std::uint64_t> allocation,
                                             std::span<const double> cell_weights) const {
    const std::vector<double> p = by_stratum(strategy, name, bin);
    std::vector<double> variance;
    for (const double probability : p) variance.push_back(probability * (1 - probability));
    return stratified_law(study_.population, p, variance, allocation, cell_weights);
}

SamplingLaw StratumProbabilities::sampled(std::size_t strategy, const std::string& name, std::uint32_t bin,
                                          std::uint64_t women) const {
    const std::vector<double> p = by_stratum(strategy, name, bin);
    double mean = 0;
    for (std::size_t h = 0; h < strata_; ++h) mean += study_.population.strata[h].weight * p[h];
    mean = std::clamp(mean, 0.0, 1.0);
    const auto n = static_cast<double>(women);
    return {mean, std::sqrt(mean * (1 - mean) / n), 1 / n};
}

SamplingLaw StratumProbabilities::restricted_mean(std::size_t strategy, std::uint32_t bin,
                                                  std::span<const std::uint64_t> allocation,
                                                  std::span<const double> cell_weights) const {
    // E min(T, t) = int_0^t S,   E min(T, t)^2 = int_0^t 2 u S(u) du.
    std::vector<double> mean(strata_, 0.0), variance(strata_, 0.0);
    std::vector<double> survivors_before(strata_, 1.0);
    const double width = 1.0 / study_.model.grid_per_year;
    for (std::uint32_t b = 1; b <= bin; ++b) {
        const std::vector<double> survivors = by_stratum(strategy, "os", b);
        const double start = (b - 1) * width;
        for (std::size_t h = 0; h < strata_; ++h) {
            const double before = survivors_before[h], slope = (survivors[h] - before) / width;
            mean[h] += width * (before + survivors[h]) / 2;
            // 2 int (start + v)(before + slope v) dv over the bin
            variance[h] += 2 * (start * before * width + (before + start * slope) * width * width / 2 +
                                slope * width * width * width / 3);
        }
        survivors_before = survivors;
    }
    for (std::size_t h = 0; h < strata_; ++h) variance[h] -= mean[h] * mean[h];
    return stratified_law(study_.population, mean, variance, allocation, cell_weights);
}

std::vector<double> StratumProbabilities::standard_weights(std::size_t strategy) const {
    return cell_weights(study_.model, study_.parameters, study_.population, strategy,
                        report_groups(study_.model).front(), PopulationKind::standardised);
}

double bernstein_threshold(double standard_error, double largest_weight, double alpha) {
    const double log_odds = std::log(2 / alpha);
    const double drift = log_odds * largest_weight / 3;
    return drift + std::sqrt(drift * drift + 2 * log_odds * standard_error * standard_error);
}

std::string label(const ModelUnderTest& study, std::size_t strategy, const std::string& endpoint, std::uint32_t bin) {
    return study.model.name + ", " + study.model.strategies[strategy].name + ", " + endpoint + " at " +
           std::to_string(static_cast<double>(bin) / study.model.grid_per_year) + " years";
}

}  // namespace ibtr::test
