#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "config/build.hpp"
#include "ibtr/core/tables_view.hpp"
#include "ibtr/state_graph.hpp"

namespace ibtr::config {
namespace {

constexpr std::size_t max_states = core::max_states;
constexpr std::size_t max_exits = core::max_exits;

void check_states(Build& build) {
    const Model& model = build.model;
    const std::vector<bool> reached = reached_states(model);
    const std::vector<std::size_t> starts = start_states(model);
    const std::vector<Cursor> places = build.root.at("states").elements();
    const std::vector<std::string> names = names_of(model.states);
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const auto self = names.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::find(names.begin(), self, *self) != self) continue;  // a duplicate, which nothing can name
        const bool left = std::any_of(model.transitions.begin(), model.transitions.end(),
                                      [&](const Transition& transition) { return transition.from == i; });
        if (!left && !model.states[i].absorbing) {
            build.report(places[i], "no transition leaves this state; add one, or absorbing = true");
        }
        if (build.start_resolved && !reached[i]) {
            build.report(places[i], starts.size() > 1 ? "cannot be reached from any state in which people begin"
                                                      : fmt::format("cannot be reached from the start state '{}'",
                                                                    model.states[starts.front()].name));
        }
    }
}

void check_transitions(Build& build) {
    const Model& model = build.model;
    const std::vector<Cursor> places = build.root.at("transitions").elements();
    std::vector<std::size_t> exits(model.states.size(), 0);
    for (std::size_t i = 0; i < model.transitions.size(); ++i) {
        const Transition& transition = model.transitions[i];
        const State& from = model.states[transition.from];
        if (from.absorbing) {
            build.report(places[i].at("from"), fmt::format("'{}' is {}; nothing leaves it", from.name,
                                                           from.kind == StateKind::death ? "a death" : "absorbing"));
        }
        if (transition.from == transition.to) {
            build.report(places[i].at("to"),
                         fmt::format("leads from '{}' to itself; a transition changes the state", from.name));
        }
        if (++exits[transition.from] == max_exits + 1) {
            build.report(places[i].at("from"),
                         fmt::format("'{}' has more than {} transitions out; at most {} are allowed", from.name,
                                     max_exits, max_exits));
        }
    }
}

Transition read_transition(Build& build, const Cursor& at) {
    Transition transition;
    transition.name = read_name(build, at);
    const auto from = resolve(build, at.at("from"), names_of(build.model.states));
    const auto to = resolve(build, at.at("to"), names_of(build.model.states));
    if (!from || !to) build.graph_resolved = false;
    transition.from = from.value_or(0);
    transition.to = to.value_or(0);
    const auto clock = read_clock(build, at.at("clock"), from);
    transition.clock = clock.value_or(Clock::time);
    transition.source = read_prose(build, at.at("source"), "");
    read_hazards(build, at, transition);
    const auto by_life_table = [](const HazardSpec* hazard) { return hazard->family == HazardFamily::life_table; };
    const std::vector<const HazardSpec*> hazards = hazards_of(transition);
    if (clock && transition.clock != Clock::age && std::any_of(hazards.begin(), hazards.end(), by_life_table)) {
        build.report(at.at("clock"), "a life table goes by age; it needs clock = \"age\"");
    }
    return transition;
}

State read_state(Build& build, const Cursor& table) {
    State state{read_name(build, table), table.at("absorbing").flag()};
    state.label = read_label(build, table.at("label"), state.name);
    state.cause = read_label(build, table.at("cause"), "");
    const auto kind = resolve(build, table.at("kind"), {"alive", "death"});
    if (kind == std::size_t{1}) state.kind = StateKind::death;
    if (!kind && table.at("kind").present()) build.kinds_resolved = false;
    const bool dies = state.kind == StateKind::death;
    if (dies && table.at("absorbing").present() && !state.absorbing)
        build.report(table.at("absorbing"), "is false, but nothing leaves a death");
    if (!dies && table.at("cause").present())
        build.report(table.at("cause"), "is of a death; write kind = \"death\" beside it");
    state.absorbing = state.absorbing || dies;
    return state;
}

}  // namespace

void read_states(Build& build) {
    const Cursor at = build.root.at("states");
    const std::vector<Cursor> tables = at.elements();
    for (const Cursor& table : tables) build.model.states.push_back(read_state(build, table));
    check_unique(build, tables, names_of(build.model.states));
    if (at.present() && tables.empty()) build.report(at, "is empty; a model has at least one state");
    if (tables.size() > max_states) {
        build.report(tables[max_states],
                     fmt::format("there are {} states; at most {} are allowed", tables.size(), max_states));
    }
}

void check_graph(Build& build) {
    if (!build.graph_resolved) return;
    check_transitions(build);
    check_states(build);
}

void read_transitions(Build& build) {
    const Cursor at = build.root.at("transitions");
    const std::vector<Cursor> tables = at.elements();
    for (const Cursor& table : tables) build.model.transitions.push_back(read_transition(build, table));
    check_unique(build, tables, names_of(build.model.transitions));
    if (at.present() && tables.empty()) build.report(at, "is empty; a model has at least one transition");
}

}  // namespace ibtr::config
