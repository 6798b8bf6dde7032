#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/build.hpp"

namespace ibtr::config {
namespace {

/// The factor that the table `start_states` stands for.
constexpr const char* start_factor_name = "start";

/// Where women may begin: nobody is dead at time zero, and who is where nothing leaves has no life to simulate.
std::optional<std::size_t> resolve_start(Build& build, const Cursor& at, const std::string& name) {
    const std::vector<std::string> names = names_of(build.model.states);
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end()) {
        build.report(at, unknown_name(name, names));
        return std::nullopt;
    }
    const auto state = static_cast<std::size_t>(place - names.begin());
    if (build.model.states[state].kind == StateKind::death)
        build.report(at, fmt::format("'{}' is a death; time zero is when everyone is alive, of whom survival is a "
                                     "share: leave the dead out",
                                     name));
    else if (build.model.states[state].absorbing)
        build.report(at,
                     fmt::format("'{}' is absorbing; nothing would ever happen: leave these people out, or give the "
                                 "state a transition (with a rate of 0 nobody takes it)",
                                 name));
    else
        return state;
    return std::nullopt;
}

/// States of a factor's levels.
std::vector<std::size_t> read_level_starts(Build& build, const Cursor& at, std::size_t levels) {
    std::vector<std::size_t> states;
    const std::vector<Cursor> elements = at.elements();
    for (const Cursor& element : elements) {
        const auto name = element.text();
        const auto state = name ? resolve_start(build, element, *name) : std::nullopt;
        if (!state) build.start_resolved = false;
        states.push_back(state.value_or(0));
    }
    if (states.size() == levels) return states;
    build.report(at, fmt::format("has {} entries; expected {}, a state for each level", states.size(), levels));
    build.start_resolved = false;
    return {};
}

/// The table `state = share` as the factor that it stands for.
void add_start_factor(Build& build, const Cursor& at) {
    Factor factor;
    factor.name = start_factor_name;
    std::vector<Input> shares;
    for (const auto& [name, share] : at.entries()) {
        const auto state = resolve_start(build, share, name);
        if (!state) build.start_resolved = false;
        if (share.number()) note_source(build, share, share.at("source"));
        factor.levels.push_back(name);
        if (state) factor.labels.push_back(build.model.states[*state].label);
        factor.start_states.push_back(state.value_or(0));
        shares.push_back(read_choice(build, share, number_rules::probability));
    }
    factor.rows = {{{}, std::move(shares)}};
    if (factor.levels.empty()) {
        build.report(at, "is empty; give the share of people who begin in each of some states");
        build.start_resolved = false;
        return;
    }
    if (!build.start_resolved) factor.labels.clear();
    const std::vector<std::string> names = names_of(build.model.factors);
    if (std::find(names.begin(), names.end(), start_factor_name) != names.end())
        build.report(at, fmt::format("makes a factor '{0}', and there is one of this name: rename it, or give it "
                                     "start_states, a state for each of its levels, in place of this table",
                                     start_factor_name));
    build.model.factors.push_back(std::move(factor));
}

}  // namespace

void read_start(Build& build) {
    const Cursor one = build.root.at("start_state"), shares = build.root.at("start_states");
    const std::vector<Cursor> factors = build.root.at("factors").elements();
    std::vector<Cursor> said;  // each place that says where people begin
    for (const Cursor& place : {one, shares})
        if (place.present()) said.push_back(place);
    for (std::size_t f = 0; f < factors.size(); ++f) {
        const Cursor at = factors[f].at("start_states");
        if (!at.present()) continue;
        Factor& factor = build.model.factors[f];
        factor.start_states = read_level_starts(build, at, factor.levels.size());
        said.push_back(at);
    }
    if (said.empty()) {
        build.report(one,
                     "missing; expected a string, the state where everyone begins (or start_states, for shares of "
                     "people in several)");
        build.start_resolved = false;
    }
    for (std::size_t k = 1; k < said.size(); ++k)
        build.report(said[k], fmt::format("says where people begin, and so does {}; keep one", said.front().path()));
    if (shares.present()) add_start_factor(build, shares);
    if (const auto name = one.text()) {
        const auto state = resolve_start(build, one, *name);
        build.start_resolved = build.start_resolved && state.has_value();
        build.model.start_state = state.value_or(0);
    }
    if (said.size() > 1) {
        build.start_resolved = false;
        for (Factor& factor : build.model.factors) factor.start_states.clear();
    }
}

bool stands_for_start_factor(const Build& build, std::string_view key) {
    return build.root.at("start_states").present() && key == fmt::format("factors.{}.probabilities", start_factor_name);
}

}  // namespace ibtr::config
