#include <fmt/format.h>

#include <algorithm>

#include "config/build.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr::config {
namespace {

constexpr std::size_t max_endpoints = 8;

/// A role is what the config writes; without, what the name stands for, if it stands for one.
void read_role(Build& build, const Cursor& at, EndpointSet& set) {
    std::vector<std::string> names;
    for (const RoleRule& rule : role_rules()) names.emplace_back(rule.name);
    const RoleRule* reserved = at.present() ? nullptr : reserved_rule(set.name);
    if (reserved != nullptr) set.role = reserved->role;
    if (const auto written = resolve(build, at, names)) set.role = role_rules()[*written].role;
    set.label = reserved != nullptr ? reserved->words : set.name;
}

EndpointSet read_endpoint(Build& build, const std::string& name, const Cursor& at) {
    EndpointSet set{name, {}};
    check_name(build, at, name);
    const std::vector<std::string> derived = derived_names();
    if (std::find(derived.begin(), derived.end(), name) != derived.end()) {
        build.report(at, fmt::format("'{}' is derived by the program; choose another name", name));
    }
    for (const Cursor& element : transitions_of(at).elements()) {
        const auto transition = resolve_new(build, element, names_of(build.model.transitions), set.transitions);
        if (transition)
            set.transitions.push_back(*transition);
        else
            build.kinds_resolved = false;
    }
    read_role(build, at.at("role"), set);
    set.label = read_label(build, at.at("label"), set.label);
    return set;
}

}  // namespace

Cursor transitions_of(const Cursor& endpoint) {
    const bool is_long = endpoint.present() && endpoint.node()->table() != nullptr;
    return is_long ? endpoint.at("transitions") : endpoint;
}

void read_endpoints(Build& build) {
    const Cursor at = build.root.at("endpoints");
    for (const auto& [name, set] : at.entries()) build.model.endpoints.push_back(read_endpoint(build, name, set));
    if (build.model.endpoints.size() > max_endpoints) {
        build.report(at,
                     fmt::format("has {} sets; at most {} are allowed", build.model.endpoints.size(), max_endpoints));
    }
}

void read_case_mix(Build& build) {
    const std::vector<Cursor> tables = build.root.at("case_mix").elements();
    for (const Cursor& table : tables) {
        const auto strategy = resolve(build, table.at("strategy"), names_of(build.model.strategies));
        const auto factor = resolve(build, table.at("factor"), names_of(build.model.factors));
        if (!strategy || !factor) continue;
        for (const CaseMix& other : build.model.case_mixes) {
            if (other.strategy == *strategy && other.factor == *factor) {
                build.report(table, "a second case mix for the same strategy and factor");
            }
        }
        build.model.case_mixes.push_back({*strategy, *factor,
                                          read_probabilities(build, table.at("probabilities"), table.at("source"),
                                                             build.model.factors[*factor].levels.size()),
                                          read_prose(build, table.at("source"), "")});
    }
}

void read_standardisation(Build& build) {
    const Cursor at = build.root.at("standardisation");
    for (const Cursor& element : at.at("over").elements()) {
        std::vector<std::size_t>& over = build.model.standardisation.over;
        const auto factor = resolve_new(build, element, names_of(build.model.factors), over);
        if (factor) over.push_back(*factor);
    }
    constexpr std::string_view treated = "treated:";
    const std::string to = at.at("to").text_or("all");
    if (to == "all") return;
    const std::vector<std::string> strategies = names_of(build.model.strategies);
    const std::string name = to.starts_with(treated) ? to.substr(treated.size()) : "";
    const auto strategy = std::find(strategies.begin(), strategies.end(), name);
    if (strategy != strategies.end()) {
        build.model.standardisation.to_treated = static_cast<std::size_t>(strategy - strategies.begin());
    } else if (!to.starts_with(treated)) {
        build.report(at.at("to"), fmt::format("is '{}'; allowed: all, or treated:STRATEGY", to));
    } else {
        build.report(at.at("to"), "strategy " + unknown_name(name, strategies));
    }
}

}  // namespace ibtr::config
