#include "ibtr/tables.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "compile/check_sizes.hpp"
#include "compile/hazard_tables.hpp"
#include "compile/straight_table.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr {
namespace {

std::uint32_t word(std::size_t value) {
    return static_cast<std::uint32_t>(value);
}

/// The clock that the walk reads. Whoever leaves a start state that nobody comes back to entered it at time zero, where
/// the time and sojourn clocks are the same; a sojourn clock saves the walk from looking up H(0) = 0.
core::Clock walked_clock(const Model& model, const Transition& transition, const std::vector<bool>& on_cycle) {
    if (transition.clock == Clock::age) return core::Clock::age;
    const bool from_zero = transition.from == model.start_state && !on_cycle[transition.from];
    return transition.clock == Clock::sojourn || from_zero ? core::Clock::sojourn : core::Clock::time;
}

/// States with their exits: grouped by state, in transition order within a state.
void add_states(const Model& model, Tables& tables) {
    const std::vector<bool> on_cycle = states_on_cycles(model);
    for (std::size_t state = 0; state < model.states.size(); ++state) {
        const std::size_t first = tables.exits.size();
        for (std::size_t k = 0; k < model.transitions.size(); ++k)
            if (model.transitions[k].from == state)
                tables.exits.push_back({walked_clock(model, model.transitions[k], on_cycle), word(k)});
        tables.states.push_back({word(first), word(tables.exits.size() - first), on_cycle[state] ? 1U : 0U});
    }
}

void add_graph(const EventGraph& graph, Tables& tables) {
    for (const EventGraph::Node& node : graph.nodes) tables.nodes.push_back({word(node.state), word(node.first_edge)});
    for (const EventGraph::Edge& edge : graph.edges) tables.edge_to.push_back(word(edge.to));
}

/// Whether strategies differ in the form of a transition's hazard.
bool forms_by_strategy(const Model& model) {
    const auto by_strategy = [](const auto& conditional) { return conditional.strategy.has_value(); };
    return std::any_of(model.transitions.begin(), model.transitions.end(), [&](const Transition& transition) {
        return std::any_of(transition.hazard_where.begin(), transition.hazard_where.end(), by_strategy) ||
               std::any_of(transition.hazard_ratios.begin(), transition.hazard_ratios.end(),
                           [&](const HazardRatio& ratio) { return !ratio.changes.empty() && by_strategy(ratio); });
    });
}

core::TablesHeader make_header(const Model& model, const Population& population, const Tables& tables) {
    const bool has_cycles =
        std::any_of(tables.states.begin(), tables.states.end(), [](const auto& state) { return state.on_cycle != 0; });
    return {.states = word(tables.states.size()),
            .exits = word(tables.exits.size()),
            .nodes = word(tables.nodes.size()),
            .edges = word(tables.edge_to.size()),
            .strategies = word(model.simulated_strategies().size()),
            .strata = word(population.strata.size()),
            .bins = word(model.bins()),
            .tick_shift = tick_shift_for(model.bins()),
            .visit_limit = model.visit_limit,
            .start_state = word(model.start_state),
            .has_cycles = has_cycles ? 1U : 0U,
            .tables_by_strategy = forms_by_strategy(model) ? 1U : 0U};
}

/// Multiplier of every (strategy, stratum, exit), as Tables::inverse_multipliers is ordered.
std::vector<double> all_multipliers(const Model& model, const Parameters& parameters, const Population& population,
                                    const Tables& tables) {
    std::vector<double> multipliers;
    multipliers.reserve(model.simulated_strategies().size() * population.strata.size() * tables.exits.size());
    for (const StrategyIndex strategy : model.simulated_strategies()) {
        std::vector<HazardMultipliers> of_exits;
        for (const core::ExitRecord& exit : tables.exits)
            of_exits.emplace_back(model.transitions[exit.transition], parameters, strategy);
        for (const Stratum& stratum : population.strata)
            for (const HazardMultipliers& exit : of_exits) multipliers.push_back(exit.of(stratum.levels));
    }
    return multipliers;
}

float inverse(double multiplier) {
    if (multiplier == 0) return core::never_inverse;
    const long double exact = 1 / static_cast<long double>(multiplier);
    return static_cast<float>(std::min(exact, static_cast<long double>(core::never_inverse)));
}

/// The ages of a stratum; without an age factor everyone is at age 0 and no clock reads it.
AgeBand band_of(const Model& model, const Stratum& stratum) {
    const auto factor = model.age_factor();
    return factor ? model.factors[*factor].age_bands[stratum.levels[*factor]] : AgeBand{};
}

/// Adds what the hazards and ages of all strata are looked up in.
void add_tables(const Model& model, const Population& population, const std::vector<double>& multipliers,
                HazardTables& hazards, TablePool& pool, Tables& tables) {
    const double ticks_per_year = tables.ticks_per_year(model);
    const double horizon = static_cast<double>(model.bins()) / static_cast<double>(model.grid_per_year);
    const std::vector<StrategyIndex> strategies = model.simulated_strategies();
    const std::size_t exits = tables.exits.size(), strata = population.strata.size();
    const std::size_t rows = tables.header.tables_by_strategy != 0 ? strategies.size() : 1;
    tables.exit_tables.resize(rows * strata * exits);
    std::vector<HazardForm> forms(strategies.size());
    for (std::size_t h = 0; h < strata; ++h) {
        const Stratum& stratum = population.strata[h];
        const AgeBand band = band_of(model, stratum);
        tables.age_origin_years.push_back(band.low_years);
        tables.age_tables.push_back(pool.store(age_table(band, ticks_per_year)));
        for (std::size_t k = 0; k < exits; ++k) {
            const TransitionIndex index(tables.exits[k].transition);
            const Transition& transition = model.transitions[index];
            const bool by_age = transition.clock == Clock::age;
            for (std::size_t s = 0; s < forms.size(); ++s)
                forms[s] = hazard_form(transition, strategies[s], stratum.levels);
            for (std::size_t row = 0; row < rows; ++row) {
                MultiplierRange range;  // of the strategies that share the table
                for (std::size_t s = 0; s < forms.size(); ++s)
                    if (forms[s] == forms[row]) range.include(multipliers[(s * strata + h) * exits + k]);
                tables.exit_tables[(row * strata + h) * exits + k] =
                    hazards.table(index, forms[row], by_age ? band.low_years : 0,
                                  by_age ? band.high_years + horizon : horizon, range);
            }
        }
    }
}

}  // namespace

Tables compile(const Model& model, const Parameters& parameters, const Population& population,
               const EventGraph& graph) {
    Tables tables;
    add_states(model, tables);
    add_graph(graph, tables);
    tables.header = make_header(model, population, tables);
    check_sizes(tables.header);

    const std::vector<double> multipliers = all_multipliers(model, parameters, population, tables);
    for (const double multiplier : multipliers) tables.inverse_multipliers.push_back(inverse(multiplier));

    TablePool pool;
    HazardTables hazards(model, parameters, tables.ticks_per_year(model), pool);
    add_tables(model, population, multipliers, hazards, pool, tables);
    tables.pool = pool.take();
    tables.late_entry_rounding = hazards.late_entry_rounding();
    return tables;
}

}  // namespace ibtr
