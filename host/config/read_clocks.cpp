#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "config/build.hpp"
#include "model/clock_in_use.hpp"

namespace ibtr::config {
namespace {

const std::vector<std::string> own_clocks{"time", "sojourn", "age"};  // in the order of Clock

void read_states_of_clock(Build& build, const Cursor& at, EntryClock& clock) {
    const std::vector<std::string> names = names_of(build.model.states);
    for (const Cursor& element : at.elements()) {
        const auto state = resolve_new(build, element, names, clock.states);
        if (!state) continue;
        if (build.model.states[*state].absorbing) {
            build.report(element, fmt::format("'{}' is never left: no hazard reads a clock there", names[*state]));
        } else if (const auto other = build.model.entry_clock_of(*state)) {
            build.report(element, fmt::format("'{}' is already a state of clock '{}'; a state is of one such clock at "
                                              "most",
                                              names[*state], build.model.entry_clocks[*other].name));
        } else {
            clock.states.push_back(*state);
        }
    }
    if (at.present() && at.elements().empty())
        build.report(at, "is empty; name the states among which the clock runs on");
}

/// States of a clock, in words.
std::string states_of(const Model& model, const EntryClock& clock) {
    std::vector<std::string> names;
    for (const std::size_t state : clock.states) names.push_back(model.states[state].name);
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

void read_clocks(Build& build) {
    const std::vector<Cursor> tables = build.root.at("clocks").elements();
    for (const Cursor& table : tables) {
        EntryClock clock;
        clock.name = read_name(build, table);
        if (std::find(own_clocks.begin(), own_clocks.end(), clock.name) != own_clocks.end())
            build.report(table.at("name"), fmt::format("'{}' is a clock that every model has; take another name, such "
                                                       "as \"since_relapse\"",
                                                       clock.name));
        read_states_of_clock(build, table.at("states"), clock);
        build.model.entry_clocks.push_back(std::move(clock));
    }
    check_unique(build, tables, names_of(build.model.entry_clocks));
}

std::optional<Clock> read_clock(Build& build, const Cursor& at, std::optional<std::size_t> from) {
    std::vector<std::string> names = own_clocks;
    for (const EntryClock& clock : build.model.entry_clocks) names.push_back(clock.name);
    const auto index = resolve(build, at, names);
    if (!index) return std::nullopt;
    if (*index < own_clocks.size()) return static_cast<Clock>(*index);
    const EntryClock& clock = build.model.entry_clocks[*index - own_clocks.size()];
    if (from && !clock.states.empty() &&
        std::find(clock.states.begin(), clock.states.end(), *from) == clock.states.end())
        build.report(at, fmt::format("'{}' is none of the states of clock '{}' ({}): add it to them, or take another "
                                     "clock",
                                     build.model.states[*from].name, clock.name, states_of(build.model, clock)));
    return Clock::entry;
}

void check_clocks(Build& build) {
    if (!build.graph_resolved) return;
    const Model& model = build.model;
    const std::vector<Cursor> places = build.root.at("transitions").elements();
    for (std::size_t i = 0; i < model.transitions.size(); ++i) {
        const Transition& transition = model.transitions[i];
        if (!needs_second_clock(model, transition)) continue;
        const EntryClock& clock = model.entry_clocks[*model.entry_clock_of(transition.from)];
        build.report(places[i].at("clock"),
                     fmt::format("'{0}' is a state of clock '{1}', which runs on through it, and a second time since "
                                 "entry cannot be kept beside it: write clock = \"{1}\", or leave '{0}' out of the "
                                 "states of '{1}'",
                                 model.states[transition.from].name, clock.name));
    }
}

void warn_of_clocks(const Model& model, std::vector<std::string>& warnings) {
    for (std::size_t c = 0; c < model.entry_clocks.size(); ++c) {
        const bool used = std::any_of(model.transitions.begin(), model.transitions.end(), [&](const Transition& t) {
            return t.clock == Clock::entry && model.entry_clock_of(t.from) == c;
        });
        if (!used) warnings.push_back(fmt::format("no transition goes by clock '{}'", model.entry_clocks[c].name));
    }
}

}  // namespace ibtr::config
