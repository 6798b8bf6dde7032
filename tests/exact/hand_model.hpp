#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// A model written by hand: states by number, start in state 0, one strategy, one stratum; extend at will.
struct HandModel {
    Model model;
    Parameters parameters{{}};
    Population population;

    explicit HandModel(std::size_t states, double horizon_years = 15) {
        model.horizon_years = horizon_years;
        for (std::size_t s = 0; s < states; ++s) model.states.push_back({std::to_string(s), false});
        model.strategies = {{"only", "", {}}};
        population.strata = {{{}, 1, 0, 0}};
        population.cells = {{{}, 1}};
    }
    Transition& add(std::size_t from, std::size_t to, Clock clock, HazardFamily family,
                    const std::vector<double>& coefficients, std::vector<double> knots = {}) {
        Transition transition;
        transition.from = from;
        transition.to = to;
        transition.clock = clock;
        transition.hazard = {family, {coefficients.begin(), coefficients.end()}, std::move(knots), 0};
        model.transitions.push_back(transition);
        return model.transitions.back();
    }
    Transition& exponential(std::size_t from, std::size_t to, Clock clock, double rate_per_year) {
        return add(from, to, clock, HazardFamily::exponential, {rate_per_year});
    }
    /// One age factor, a stratum a band.
    void ages(const std::vector<AgeBand>& bands) {
        Factor factor;
        factor.name = "age";
        factor.age_bands = bands;
        factor.levels.resize(bands.size());
        model.factors = {factor};
        population.strata.clear();
        for (std::size_t b = 0; b < bands.size(); ++b)
            population.strata.push_back({{b}, 1 / static_cast<double>(bands.size()), 0, static_cast<std::uint32_t>(b)});
    }
    [[nodiscard]] EventGraph graph() const { return make_event_graph(model); }
};

/// A solution with what tests ask of it.
class Solved {
public:
    explicit Solved(const HandModel& hand, const ExactOptions& options = {.budget_seconds = 0})
        : grid_(hand.model.grid_per_year), graph_(hand.graph()) {
        const ContinuousHazards hazards(hand.model, hand.parameters, hand.population);
        tallies_ = solve_exact(hand.model, hand.population, graph_, hazards, options);
    }
    /// Expected number of times by t that a transition is taken, whatever happened before.
    [[nodiscard]] double taken(std::size_t transition, double years, StratumIndex stratum = {},
                               SimulatedIndex strategy = {}) const {
        double sum = 0;
        for (EdgeIndex e; e < graph_.edges.size(); ++e)
            if (graph_.edges[e].transition == transition) sum += edge_taken(e, years, stratum, strategy);
        return sum;
    }
    [[nodiscard]] double edge_taken(EdgeIndex edge, double years, StratumIndex stratum = {},
                                    SimulatedIndex strategy = {}) const {
        double sum = 0;
        const auto bins = static_cast<std::size_t>(std::lround(years * grid_));
        for (std::size_t b = 0; b < bins; ++b) sum += tallies_.probability[tallies_.index(strategy, stratum, edge, b)];
        return sum;
    }
    /// Expected years before t since a transition was taken (0 where it was not): the integral of taken().
    [[nodiscard]] double years_since(std::size_t transition, double years, StratumIndex stratum = {}) const {
        double sum = 0;
        const auto bins = static_cast<std::size_t>(std::lround(years * grid_));
        for (EdgeIndex e; e < graph_.edges.size(); ++e) {
            if (graph_.edges[e].transition != transition) continue;
            for (std::size_t b = 0; b < bins; ++b) {
                const std::size_t place = tallies_.index({}, stratum, e, b);
                sum += tallies_.probability[place] * static_cast<double>(bins - b) - tallies_.offset_bins[place];
            }
        }
        return sum / grid_;
    }
    /// Probability of being in a state at t.
    [[nodiscard]] double occupancy(std::size_t state, double years, StratumIndex stratum = {}) const {
        double sum = 0;
        for (std::size_t n = 0; n < graph_.nodes.size(); ++n)
            if (graph_.nodes[n].state == state) sum += node_occupancy(n, years, stratum);
        return sum;
    }
    [[nodiscard]] double node_occupancy(std::size_t node, double years, StratumIndex stratum = {}) const {
        double sum = node == 0 ? 1 : 0;
        for (EdgeIndex e; e < graph_.edges.size(); ++e) {
            if (graph_.edges[e].to == node) sum += edge_taken(e, years, stratum);
            if (graph_.edges[e].from == node) sum -= edge_taken(e, years, stratum);
        }
        return sum;
    }
    [[nodiscard]] const ExpectedTallies& tallies() const { return tallies_; }
    [[nodiscard]] const EventGraph& graph() const { return graph_; }
    [[nodiscard]] double step_error() const { return tallies_.step_error; }

private:
    double grid_;
    EventGraph graph_;
    ExpectedTallies tallies_;
};

/// Largest difference of any edge's expected events by any time.
inline double largest_difference(const ExpectedTallies& a, const ExpectedTallies& b) {
    double largest = 0;
    for (std::size_t row = 0; row < a.probability.size(); row += a.bins) {
        double difference = 0;
        for (std::size_t bin = 0; bin < a.bins; ++bin) {
            difference += a.probability[row + bin] - b.probability[row + bin];
            largest = std::max(largest, std::abs(difference));
        }
    }
    return largest;
}

inline const ExactOptions integrated{.budget_seconds = 0, .method = ExactMethod::integration};

}  // namespace ibtr
