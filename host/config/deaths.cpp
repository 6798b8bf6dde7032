#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/build.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr::config {
namespace {

bool is_in_a_death_endpoint(const Model& model, std::size_t transition) {
    return std::any_of(model.endpoints.begin(), model.endpoints.end(), [&](const EndpointSet& set) {
        return set.role && rule_of(*set.role).death &&
               std::find(set.transitions.begin(), set.transitions.end(), transition) != set.transitions.end();
    });
}

/// Where no state says what it is, endpoints of deaths say it, but only of states that they reach by every way in: a
/// way that they leave out would be a death that nobody counts.
void decide(Build& build, std::size_t state, const Cursor& place, bool any_says) {
    Model& model = build.model;
    const char* const lines = "write kind = \"death\" or kind = \"alive\" in this state";
    if (any_says)
        return build.report(place, fmt::format("is absorbing, and other states say what they are; {}", lines));
    bool entered = false;
    for (std::size_t t = 0; t < model.transitions.size(); ++t) {
        if (model.transitions[t].to != state) continue;
        entered = true;
        if (is_in_a_death_endpoint(model, t)) continue;
        return build.report(place,
                            fmt::format("is absorbing, and nothing says whether it is a death: '{}' leads to it and is "
                                        "in no endpoint of deaths; {}",
                                        model.transitions[t].name, lines));
    }
    if (entered) model.states[state].kind = StateKind::death;
}

bool says_what_it_is(const Cursor& state) {
    return state.at("kind").present();
}

void check_death_endpoints(Build& build, const std::vector<Cursor>& states) {
    const Model& model = build.model;
    const auto entries = build.root.at("endpoints").entries();
    std::set<std::size_t> contradicted;
    for (std::size_t e = 0; e < entries.size(); ++e) {
        const EndpointSet& set = model.endpoints[e];
        if (!set.role || !rule_of(*set.role).death) continue;
        const std::vector<Cursor> elements = transitions_of(entries[e].second).elements();
        for (std::size_t k = 0; k < elements.size(); ++k) {
            const std::size_t entered = model.transitions[set.transitions[k]].to;
            const State& to = model.states[entered];
            if (!to.absorbing)
                build.report(elements[k],
                             fmt::format("leads to '{}', which is not absorbing; a death must be", to.name));
            else if (to.kind == StateKind::alive && says_what_it_is(states[entered]) &&
                     contradicted.insert(entered).second)
                build.report(elements[k],
                             fmt::format("leads to '{}', which is alive, but the role of '{}' is {}, a death", to.name,
                                         set.name, rule_of(*set.role).name));
        }
    }
}

}  // namespace

void decide_deaths(Build& build) {
    if (!build.graph_resolved || !build.kinds_resolved) return;
    const std::vector<Cursor> places = build.root.at("states").elements();
    const std::size_t before = build.problems.size();
    check_death_endpoints(build, places);
    if (build.problems.size() > before) return;
    const bool any_says = std::any_of(places.begin(), places.end(), says_what_it_is);
    for (std::size_t i = 0; i < places.size(); ++i)
        if (build.model.states[i].absorbing && !says_what_it_is(places[i])) decide(build, i, places[i], any_says);
}

}  // namespace ibtr::config
