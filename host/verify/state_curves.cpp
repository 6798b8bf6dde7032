#include "verify/state_curves.hpp"

#include <utility>

#include "ibtr/state_graph.hpp"

namespace ibtr::verify {
namespace {

/// @param count count(edge, bin): events per woman
template <class Count>
StateCurves curves_from(const Study& study, std::size_t start, std::size_t bins, const Count& count) {
    const Model& model = study.model();
    const EventGraph& graph = study.graph();
    StateCurves curves;
    curves.points = bins + 1;
    curves.in_state.assign(model.states.size() * curves.points, 0);
    curves.ever.assign(model.endpoints.size() * curves.points, 0);
    curves.taken.assign(model.transitions.size() * curves.points, 0);
    for (std::size_t point = 0; point < curves.points; ++point) curves.in_state[start * curves.points + point] = 1;
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const EventGraph::Edge& edge = graph.edges[e];
        const std::size_t from = graph.nodes[edge.from].state, to = graph.nodes[edge.to].state;
        double so_far = 0;
        for (std::size_t bin = 0; bin < bins; ++bin) {
            so_far += count(e, bin);
            if (so_far == 0) continue;
            const std::size_t point = bin + 1;
            curves.in_state[from * curves.points + point] -= so_far;
            curves.in_state[to * curves.points + point] += so_far;
            curves.taken[edge.transition * curves.points + point] += so_far;
            for (std::size_t set = 0; set < model.endpoints.size(); ++set)
                if ((edge.first_fires >> set & 1U) != 0) curves.ever[set * curves.points + point] += so_far;
        }
    }
    return curves;
}

/// The state in which the women of a cell begin: factors that say so are cell factors.
std::size_t start_of_cell(const Study& study, std::size_t cell) {
    for (const Stratum& stratum : study.population().strata)
        if (stratum.cell == cell) return start_of(study.model(), stratum.levels);
    return study.model().start_state;
}

void add_to(StateCurves& sum, double weight, const StateCurves& other) {
    if (sum.points == 0) {
        sum.points = other.points;
        sum.in_state.assign(other.in_state.size(), 0);
        sum.ever.assign(other.ever.size(), 0);
        sum.taken.assign(other.taken.size(), 0);
    }
    sum.add(weight, other);
}

}  // namespace

void StateCurves::add(double weight, const StateCurves& other) {
    const auto add_all = [&](std::vector<double>& mine, const std::vector<double>& others) {
        for (std::size_t i = 0; i < mine.size(); ++i) mine[i] += weight * others[i];
    };
    add_all(in_state, other.in_state);
    add_all(ever, other.ever);
    add_all(taken, other.taken);
}

double StateCurves::alive(const Model& model, std::size_t point) const {
    double dead = 0;
    for (std::size_t s = 0; s < model.states.size(); ++s)
        if (model.states[s].kind == StateKind::death) dead += state(s, point);
    return 1 - dead;
}

std::vector<double> women_by_cell(const Study& study, const Tallies& tallies) {
    std::vector<double> women(study.population().cells.size(), 0);
    for (std::size_t i = 0; i < tallies.patients.size(); ++i)
        women[i % women.size()] += static_cast<double>(tallies.patients[i]);
    return women;
}

std::vector<StateCurves> by_cell(const Study& study, const Tallies& tallies, SimulatedIndex strategy) {
    const std::vector<double> women = women_by_cell(study, tallies);
    std::vector<StateCurves> all;
    for (std::size_t cell = 0; cell < women.size(); ++cell) {
        if (women[cell] == 0) {
            all.emplace_back();
            continue;
        }
        all.push_back(
            curves_from(study, start_of_cell(study, cell), tallies.shape.bins, [&](std::size_t edge, std::size_t bin) {
                const std::size_t at = tallies.shape.fine({strategy, cell, edge, bin});
                return static_cast<double>(tallies.counts[at]) / women[cell];
            }));
    }
    return all;
}

std::vector<StateCurves> by_stratum(const Study& study, const ExpectedTallies& expected, SimulatedIndex strategy) {
    std::vector<StateCurves> all;
    const std::vector<Stratum>& strata = study.population().strata;
    for (std::size_t h = 0; h < strata.size(); ++h)
        all.push_back(curves_from(
            study, start_of(study.model(), strata[h].levels), expected.bins, [&](std::size_t edge, std::size_t bin) {
                return expected.probability[expected.index(strategy, StratumIndex(h), EdgeIndex(edge), bin)];
            }));
    return all;
}

std::vector<double> standard_weights(const Study& study, SimulatedIndex strategy) {
    return cell_weights(study.model(), study.parameters(), study.population(),
                        study.model().simulated_strategies()[strategy], {"all", std::nullopt},
                        PopulationKind::standardised);
}

StateCurves overall(const Study& study, const Tallies& tallies, SimulatedIndex strategy) {
    const std::vector<double> weights = standard_weights(study, strategy);
    const std::vector<StateCurves> cells = by_cell(study, tallies, strategy);
    StateCurves sum;
    for (std::size_t cell = 0; cell < cells.size(); ++cell)
        if (weights[cell] > 0) add_to(sum, weights[cell], cells[cell]);
    return sum;
}

StateCurves overall(const Study& study, const ExpectedTallies& expected, SimulatedIndex strategy) {
    const std::vector<double> weights = standard_weights(study, strategy);
    const Population& population = study.population();
    const std::vector<StateCurves> strata = by_stratum(study, expected, strategy);
    StateCurves sum;
    for (std::size_t h = 0; h < strata.size(); ++h) {
        const Stratum& stratum = population.strata[h];
        const double within = stratum.weight / population.cells[stratum.cell].weight;
        add_to(sum, weights[stratum.cell] * within, strata[h]);
    }
    sum.error = expected.step_error;
    return sum;
}

}  // namespace ibtr::verify
