#include "tracked_cohort.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace ibtr::test {
namespace {

constexpr unsigned tick_shift = 5;

Transition transition(const char* name, std::size_t from, std::size_t to) {
    Transition result;
    result.name = name;
    result.from = from;
    result.to = to;
    return result;
}

/// Hazard a year of a transition of example_model().
double rate(TransitionIndex transition, SimulatedIndex strategy, CellIndex cell) {
    constexpr double base[] = {0.10, 0.12, 0.05, 0.30, 0.05, 0.50, 0.06};
    const double larger = cell == 1 ? 1.6 : 1.0;
    const double conserved = strategy == 1 && transition == 0 ? 2.1 : 1.0;
    return base[transition] * larger * conserved;
}

std::size_t strategy_index(const Model& model, const std::string& name) {
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        if (model.strategies[s].name == name) return s;
    throw std::runtime_error("no strategy " + name);
}

const CurvePoint& find_point(const Model& model, const Estimates& estimates, const std::string& strategy,
                             const std::string& endpoint, std::uint32_t bin, const std::string& group) {
    const CurvePoint* found = nullptr;
    for (const CurvePoint& point : estimates.curves) {
        if (point.strategy != strategy_index(model, strategy) || women_text(model, point.group) != group) continue;
        if (point.endpoint != endpoint || point.bin(model.grid_per_year) != bin) continue;
        if (point.population != PopulationKind::standardised) continue;
        EXPECT_EQ(found, nullptr) << "two rows of " << endpoint << " in bin " << bin;
        found = &point;
    }
    if (found == nullptr) throw std::runtime_error("no curve row of " + endpoint + " in bin " + std::to_string(bin));
    return *found;
}

}  // namespace

Model example_model() {
    Model model;
    model.name = "example";
    model.horizon_years = 3;
    model.grid_per_year = 4;
    model.landmarks_years = {1, 2, 3};
    model.states = {{"event_free"},
                    {"local_recurrence"},
                    {"distant_metastasis"},
                    {"dead_bc", true, StateKind::death},
                    {"dead_other", true, StateKind::death}};
    model.transitions = {transition("local", 0, 1),        transition("distant", 0, 2),
                         transition("death_free", 0, 4),   transition("distant_after_local", 1, 2),
                         transition("death_local", 1, 4),  transition("death_bc", 2, 3),
                         transition("death_distant", 2, 4)};
    model.endpoints = {{"local", {0}, EndpointRole::local},
                       {"distant", {1, 3}, EndpointRole::distant},
                       {"death_bc", {5}, EndpointRole::breast_cancer},
                       {"death_other", {2, 4, 6}, EndpointRole::other_cause}};
    Factor size;
    size.name = "size";
    size.levels = {"small", "large"};
    size.rows = {{{}, {0.6, 0.4}}};
    model.factors = {size};
    model.group_factors = {0};
    model.strategies = {
        {"mastectomy", "Mastectomy", {}}, {"repeat_bcs", "Repeat BCS", {}}, {"as_practised", "As practised", {}}};
    model.strategies[2].mix = {{std::nullopt, std::nullopt, {{0, 0.25}, {1, 0.75}}}};
    return model;
}

TrackedCohort::TrackedCohort(Model cohort_model, const TrackedCohortOptions& options) : model(std::move(cohort_model)) {
    model.patients = options.women;
    population = make_population(model, parameters);
    graph = make_event_graph(model);
    shape = {model.simulated_strategies().size(),
             population.cells.size(),
             graph.edges.size(),
             model.bins(),
             options.batches,
             tick_shift,
             options.interval_end_bins};
    std::mt19937_64 words(20240517);
    const std::vector<std::uint64_t> allocation = allocate(model, population, options.women);
    for (std::size_t h = 0; h < allocation.size(); ++h)
        for (std::uint64_t i = 0; i < allocation[h]; ++i) {
            Woman woman{i % options.batches, CellIndex(population.strata[h].cell), {}};
            for (SimulatedIndex s; s < shape.strategies; ++s)
                woman.history.push_back(options.twins_are_equal && s > 0 ? woman.history[0]
                                                                         : live(s, woman.cell, words));
            women.push_back(std::move(woman));
        }
}

std::vector<Event> TrackedCohort::live(SimulatedIndex strategy, CellIndex cell, std::mt19937_64& words) const {
    std::vector<Event> events;
    const auto horizon = static_cast<double>(model.bins() << tick_shift);
    double ticks = 0;
    for (std::size_t node = 0;;) {
        std::size_t first_edge = graph.edges.size();
        double soonest = horizon;
        for (std::size_t k = 0; k < graph.nodes[node].exits; ++k) {
            const std::size_t edge = graph.nodes[node].first_edge + k;
            const double uniform = (static_cast<double>(words() >> 11) + 0.5) * 0x1p-53;
            const double years =
                -std::log(uniform) / rate(TransitionIndex(graph.edges[edge].transition), strategy, cell);
            const double time = ticks + years * static_cast<double>(model.grid_per_year << tick_shift);
            if (time < soonest) {
                soonest = time;
                first_edge = edge;
            }
        }
        if (first_edge == graph.edges.size()) return events;
        ticks = soonest;
        events.push_back({graph.edges[first_edge].transition, first_edge, static_cast<std::uint32_t>(ticks)});
        node = graph.edges[first_edge].to;
    }
}

Tallies TrackedCohort::tallies() const {
    return tallies_without(shape.batches);
}

Tallies TrackedCohort::tallies_without(std::size_t batch) const {
    Tallies result(shape);
    for (const Woman& woman : women) {
        if (woman.batch == batch) continue;
        ++result.patients[woman.batch * shape.cells + woman.cell];
        for (std::size_t s = 0; s < woman.history.size(); ++s)
            for (const Event& event : woman.history[s]) {
                const std::uint32_t bin = event.tick >> tick_shift;
                const std::size_t fine =
                    shape.fine({.strategy = s, .cell = woman.cell, .edge = event.edge, .bin = bin});
                ++result.counts[fine];
                result.offsets[fine] += event.tick - (bin << tick_shift);
                std::size_t interval = 0;
                while (shape.interval_end_bins[interval] <= bin) ++interval;
                const std::uint32_t start = interval == 0 ? 0 : shape.interval_end_bins[interval - 1];
                const std::size_t coarse = shape.coarse({.batch = woman.batch,
                                                         .strategy = s,
                                                         .cell = woman.cell,
                                                         .edge = event.edge,
                                                         .interval = interval});
                ++result.batch_counts[coarse];
                result.batch_offsets[coarse] += event.tick - (start << tick_shift);
            }
    }
    return result;
}

Estimate find_curve(const Model& model, const Estimates& estimates, const std::string& strategy,
                    const std::string& endpoint, std::uint32_t bin, const std::string& group) {
    return find_point(model, estimates, strategy, endpoint, bin, group).estimate;
}

double find_at_risk(const Model& model, const Estimates& estimates, const std::string& strategy,
                    const std::string& endpoint, std::uint32_t bin) {
    return find_point(model, estimates, strategy, endpoint, bin, "all").at_risk;
}

Estimate find_contrast(const Model& model, const Estimates& estimates, const std::string& strategy,
                       const std::string& endpoint, std::uint32_t bin, Measure measure, const std::string& group) {
    const Contrast* found = nullptr;
    for (const Contrast& contrast : estimates.contrasts) {
        if (contrast.strategy != strategy_index(model, strategy) || women_text(model, contrast.group) != group)
            continue;
        if (contrast.endpoint != endpoint || contrast.bin(model.grid_per_year) != bin) continue;
        if (contrast.measure != measure || contrast.population != PopulationKind::standardised) continue;
        EXPECT_EQ(found, nullptr) << "two rows of " << endpoint << " " << to_text(measure) << " in bin " << bin;
        found = &contrast;
    }
    if (found == nullptr) throw std::runtime_error("no contrast row of " + endpoint + " " + to_text(measure));
    return found->estimate;
}

}  // namespace ibtr::test
