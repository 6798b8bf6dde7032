#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "config/build.hpp"

namespace ibtr::config {
namespace {

constexpr std::size_t max_states = 16;
constexpr std::size_t max_exits = 8;

/// States that can be reached from the start.
std::set<std::size_t> reachable_states(const Model& model) {
    std::set<std::size_t> reached{model.start_state};
    std::vector<std::size_t> frontier{model.start_state};
    while (!frontier.empty()) {
        const std::size_t state = frontier.back();
        frontier.pop_back();
        for (const Transition& transition : model.transitions) {
            if (transition.from == state && reached.insert(transition.to).second) frontier.push_back(transition.to);
        }
    }
    return reached;
}

void check_states(Build& build) {
    const Model& model = build.model;
    const std::set<std::size_t> reached = reachable_states(model);
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
        if (build.start_resolved && !reached.contains(i)) {
            build.report(places[i], fmt::format("cannot be reached from the start state '{}'",
                                                model.states[model.start_state].name));
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
            build.report(places[i].at("from"), fmt::format("'{}' is absorbing; nothing leaves it", from.name));
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

const std::vector<std::string> clock_names{"time", "sojourn", "age"};  // in the order of Clock

std::vector<std::string> family_names() {
    std::vector<std::string> names;
    for (const FamilyRule& rule : family_rules()) names.emplace_back(rule.name);
    return names;
}

/// Keys that a family takes beside `family`.
std::vector<std::string> family_keys(const FamilyRule& rule) {
    std::vector<std::string> keys;
    for (const CoefficientRule& scalar : rule.scalars) keys.emplace_back(scalar.key);
    if (!rule.knots_key.empty()) keys.emplace_back(rule.knots_key);
    if (rule.list) keys.emplace_back(rule.list->key);
    if (rule.family == HazardFamily::life_table) keys.emplace_back("table");
    return keys;
}

void check_family_keys(Build& build, const Cursor& at, const FamilyRule& rule) {
    const std::vector<std::string> keys = family_keys(rule);
    for (const auto& [key, value] : at.entries()) {
        if (key == "family" || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
        build.report(value, fmt::format("does not belong to the family {}; it takes {}", rule.name, list_names(keys)));
    }
    for (const std::string& key : keys) {
        if (!at.at(key).present()) {
            build.report(at.at(key), fmt::format("missing; the family {} takes {}", rule.name, list_names(keys)));
        }
    }
}

void check_knots(Build& build, const Cursor& at, const HazardSpec& hazard) {
    if (!at.present()) return;
    const std::vector<double>& knots = hazard.knots;
    const bool ascending = std::adjacent_find(knots.begin(), knots.end(), std::greater_equal<>()) == knots.end();
    if (!ascending) build.report(at, "must ascend");
    if (hazard.family == HazardFamily::piecewise_constant && (knots.empty() || knots.front() != 0)) {
        build.report(at, "must begin with 0");
    }
    if (hazard.family == HazardFamily::royston_parmar && knots.size() < 2) {
        build.report(at, "needs at least the two boundary knots");
    }
}

HazardSpec read_hazard(Build& build, const Cursor& at, const Cursor& source) {
    HazardSpec hazard;
    const auto family = resolve(build, at.at("family"), family_names());
    if (!family) return HazardSpec{HazardFamily::exponential, {1.0}, {}, 0};
    const FamilyRule& rule = family_rules()[*family];
    hazard.family = rule.family;
    check_family_keys(build, at, rule);
    const std::vector<std::string> keys = family_keys(rule);
    const auto written_here = [&](const std::string& key) { return key != rule.knots_key && holds_number(at.at(key)); };
    if (std::any_of(keys.begin(), keys.end(), written_here)) note_source(build, at, source);
    for (const CoefficientRule& scalar : rule.scalars) {
        hazard.coefficients.push_back(read_choice(build, at.at(scalar.key), scalar.number));
    }
    if (rule.list) {
        hazard.knots = at.at(rule.knots_key).numbers();
        check_knots(build, at.at(rule.knots_key), hazard);
        hazard.coefficients = read_choices(build, at.at(rule.list->key), rule.list->number, hazard.knots.size(),
                                           fmt::format("one for each of {}", rule.knots_key));
    }
    if (rule.family == HazardFamily::life_table) {
        hazard.life_table = resolve(build, at.at("table"), names_of(build.model.life_tables)).value_or(0);
    }
    return hazard;
}

HazardRatio read_hazard_ratio(Build& build, const Cursor& at) {
    HazardRatio ratio;
    ratio.strategy = resolve(build, at.at("strategy"), names_of(build.model.strategies));
    if (ratio.strategy && build.root.at("strategies").elements()[*ratio.strategy].at("mix").present()) {
        build.report(at.at("strategy"), fmt::format("'{}' is a mix and not simulated; give ratios for its components",
                                                    build.model.strategies[*ratio.strategy].name));
    }
    const auto factor = resolve(build, at.at("factor"), names_of(build.model.factors));
    if (at.at("factor").present() != at.at("level").present()) {
        build.report(at, "factor and level belong together; one is missing");
    } else if (factor) {
        ratio.level = resolve(build, at.at("level"), build.model.factors[*factor].levels);
        if (ratio.level) ratio.factor = factor;
    }
    ratio.source = at.at("source").text_or("");
    if (holds_number(at.at("value"))) note_source(build, at.at("value"), at.at("source"));
    ratio.value = read_choice(build, at.at("value"), number_rules::hazard_ratio);
    return ratio;
}

Transition read_transition(Build& build, const Cursor& at) {
    Transition transition;
    transition.name = read_name(build, at);
    const auto from = resolve(build, at.at("from"), names_of(build.model.states));
    const auto to = resolve(build, at.at("to"), names_of(build.model.states));
    if (!from || !to) build.graph_resolved = false;
    transition.from = from.value_or(0);
    transition.to = to.value_or(0);
    const auto clock = resolve(build, at.at("clock"), clock_names);
    transition.clock = static_cast<Clock>(clock.value_or(0));
    transition.source = at.at("source").text_or("");
    transition.hazard = read_hazard(build, at.at("hazard"), at.at("source"));
    if (transition.hazard.family == HazardFamily::life_table && clock && transition.clock != Clock::age) {
        build.report(at.at("clock"), "a life table goes by age; it needs clock = \"age\"");
    }
    for (const Cursor& ratio : at.at("hazard_ratios").elements()) {
        transition.hazard_ratios.push_back(read_hazard_ratio(build, ratio));
    }
    return transition;
}

}  // namespace

void read_states(Build& build) {
    const Cursor at = build.root.at("states");
    const std::vector<Cursor> tables = at.elements();
    for (const Cursor& table : tables) {
        build.model.states.push_back({read_name(build, table), table.at("absorbing").flag()});
    }
    check_unique(build, tables, names_of(build.model.states));
    if (at.present() && tables.empty()) build.report(at, "is empty; a model has at least one state");
    if (tables.size() > max_states) {
        build.report(tables[max_states],
                     fmt::format("there are {} states; at most {} are allowed", tables.size(), max_states));
    }
    const auto start = resolve(build, build.root.at("start_state"), names_of(build.model.states));
    build.model.start_state = start.value_or(0);
    build.start_resolved = start.has_value();
    if (start && build.model.states[*start].absorbing) {
        build.report(build.root.at("start_state"), "is absorbing; nothing would ever happen");
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
