#include "ibtr/tables.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "compile/check_sizes.hpp"
#include "compile/exit_tables.hpp"
#include "compile/hazard_tables.hpp"
#include "hazard/cycle_hazards.hpp"
#include "hazard/hazard_multipliers.hpp"
#include "ibtr/core/address.hpp"
#include "ibtr/state_graph.hpp"
#include "ibtr/tallies.hpp"
#include "model/clock_in_use.hpp"

namespace ibtr {
namespace {

std::uint32_t word(std::size_t value) {
    return static_cast<std::uint32_t>(value);
}

/// The clock that the walk reads. Whoever leaves a start state that nobody comes to later entered it at time zero,
/// where the time and sojourn clocks are the same; a sojourn clock saves the walk from looking up H(0) = 0.
core::Clock walked_clock(Clock clock, bool from_zero) {
    if (clock == Clock::age) return core::Clock::age;
    if (clock == Clock::entry) return core::Clock::entry;
    return clock == Clock::sojourn || from_zero ? core::Clock::sojourn : core::Clock::time;
}

/// The clock of each transition's table.
std::vector<Clock> table_clocks(const Model& model) {
    std::vector<Clock> clocks;
    for (const Transition& transition : model.transitions) clocks.push_back(clock_in_use(model, transition));
    if (!model.cycle_years) return clocks;
    for (std::size_t state = 0; state < model.states.size(); ++state)
        for (const CycleGroup& group : cycle_groups(model, state))
            for (const TransitionIndex t : group.transitions) clocks[t] = group.clock;
    return clocks;
}

std::uint16_t turn_of(const Model& model, const Transition& transition) {
    return model.cycle_years ? static_cast<std::uint16_t>(transition.order_in_cycle - 1) : std::uint16_t{0};
}

/// Numbers the entry clocks that any exit goes by.
void mark_entry_clocks(const Model& model, Tables& tables) {
    std::vector<bool> used(model.entry_clocks.size(), false);
    for (const core::ExitRecord& exit : tables.exits)
        if (exit.clock == core::Clock::entry)
            used[*model.entry_clock_of(model.transitions[exit.transition].from)] = true;
    for (std::size_t clock = 0; clock < used.size(); ++clock)
        for (const std::size_t state : model.entry_clocks[clock].states)
            if (used[clock]) tables.states[state].entry_clock = static_cast<std::uint16_t>(clock + 1);
}

/// States with their exits: grouped by state, in transition order within a state.
void add_states(const Model& model, Tables& tables) {
    const std::vector<bool> on_cycle = states_on_cycles(model), from_zero = occupied_from_start_only(model);
    const std::vector<Clock> clocks = table_clocks(model);
    std::uint32_t visited_again = 0;  // states so far
    for (std::size_t state = 0; state < model.states.size(); ++state) {
        const std::size_t first = tables.exits.size();
        for (std::size_t k = 0; k < model.transitions.size(); ++k)
            if (model.transitions[k].from == state)
                tables.exits.push_back({walked_clock(clocks[k], from_zero[state]), static_cast<std::uint16_t>(k),
                                        turn_of(model, model.transitions[k])});
        const std::uint32_t counter =
            on_cycle[state] ? core::visit_counters + visited_again++ % core::visit_counters : 0;
        tables.states.push_back({word(first), word(tables.exits.size() - first), static_cast<std::uint16_t>(counter), 0,
                                 core::state_address(word(state))});
    }
    mark_entry_clocks(model, tables);
}

void add_graph(const Model& model, const Population& population, const EventGraph& graph, Tables& tables) {
    for (const EventGraph::Node& node : graph.nodes) tables.nodes.push_back({word(node.state), word(node.first_edge)});
    for (const EventGraph::Edge& edge : graph.edges) tables.edge_to.push_back(word(edge.to));
    for (const Stratum& stratum : population.strata)
        tables.starts.push_back(tables.nodes[graph.start_in(start_of(model, stratum.levels))]);
}

/// Whether strategies differ in more than multipliers of hazards: in their form, or in a model in cycles at all.
bool hazards_by_strategy(const Model& model) {
    const auto by_strategy = [](const auto& conditional) { return conditional.strategy.has_value(); };
    const bool in_cycles = model.cycle_years.has_value();
    const auto makes_form = [&](const HazardRatio& ratio) {
        return (in_cycles || !ratio.changes.empty()) && by_strategy(ratio);
    };
    return std::any_of(model.transitions.begin(), model.transitions.end(), [&](const Transition& transition) {
        const auto& where = transition.hazard_where;
        const auto &hazards = transition.hazard_ratios, &risks = transition.risk_ratios;
        return std::any_of(where.begin(), where.end(), by_strategy) ||
               std::any_of(hazards.begin(), hazards.end(), makes_form) ||
               std::any_of(risks.begin(), risks.end(), makes_form);
    });
}

core::TablesHeader make_header(const Model& model, const Population& population, const Tables& tables) {
    const bool has_cycles = std::any_of(tables.states.begin(), tables.states.end(),
                                        [](const auto& state) { return state.visit_counter != 0; });
    const bool has_entry_clocks = std::any_of(tables.states.begin(), tables.states.end(),
                                              [](const auto& state) { return state.entry_clock != 0; });
    const unsigned tick_shift = tick_shift_for(model.bins());
    const std::uint32_t cycle_ticks = model.cycle_years ? word(model.bins_a_cycle() << tick_shift) : 0;
    return {.states = word(tables.states.size()),
            .exits = word(tables.exits.size()),
            .nodes = word(tables.nodes.size()),
            .edges = word(tables.edge_to.size()),
            .strategies = word(model.simulated_strategies().size()),
            .strata = word(population.strata.size()),
            .bins = word(model.bins()),
            .tick_shift = tick_shift,
            .visit_limit = model.visit_limit,
            .start_state = tables.nodes.front().state,
            .has_cycles = has_cycles ? 1U : 0U,
            .tables_by_strategy = hazards_by_strategy(model) ? 1U : 0U,
            .cycle_ticks = cycle_ticks,
            .cycles_per_tick = cycle_ticks != 0 ? std::bit_cast<std::uint32_t>(1 / static_cast<float>(cycle_ticks)) : 0,
            .has_entry_clocks = has_entry_clocks ? 1U : 0U};
}

/// Multiplier of every (strategy, stratum, exit), as Tables::inverse_multipliers is ordered. In a model in cycles the
/// tables hold all there is.
std::vector<double> all_multipliers(const Model& model, const Parameters& parameters, const Population& population,
                                    const Tables& tables) {
    std::vector<double> multipliers;
    const std::size_t count = tables.header.strategies * population.strata.size() * tables.exits.size();
    if (model.cycle_years) return std::vector<double>(count, 1);
    multipliers.reserve(count);
    for (const StrategyIndex strategy : model.simulated_strategies()) {
        std::vector<HazardMultipliers> of_exits;
        for (const core::ExitRecord& exit : tables.exits)
            of_exits.emplace_back(model.transitions[exit.transition], parameters, strategy,
                                  model.strategies[strategy].name);
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

}  // namespace

Tables compile(const Model& model, const Parameters& parameters, const Population& population,
               const EventGraph& graph) {
    Tables tables;
    add_states(model, tables);
    add_graph(model, population, graph, tables);
    tables.header = make_header(model, population, tables);
    check_sizes(tables.header);

    const std::vector<double> multipliers = all_multipliers(model, parameters, population, tables);
    for (const double multiplier : multipliers) tables.inverse_multipliers.push_back(inverse(multiplier));
    add_exit_tables(model, parameters, population, multipliers, tables);
    return tables;
}

}  // namespace ibtr
