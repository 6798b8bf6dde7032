#include "model/endpoint_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr {
namespace {

const EndpointRule* derived_rule(const std::string& name) {
    const auto rules = endpoint_rules();
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [&](const EndpointRule& candidate) { return candidate.name == name; });
    return rule == rules.end() ? nullptr : &*rule;
}

std::string roles_in(EventSet events) {
    std::vector<std::string> names;
    for (const RoleRule& rule : role_rules())
        if ((events_of(rule.role) & events) != 0) names.push_back(fmt::format("\"{}\"", rule.name));
    return fmt::format("{}", fmt::join(names, " or "));
}

std::string endpoint_line(const std::string& transition, const std::string& role) {
    return fmt::format("[endpoints.NAME] with transitions = [\"{}\"] and role = {}", transition, role);
}

/// What a config lacks for a derived endpoint.
std::string what_it_lacks(const Model& model, const EndpointRule& rule) {
    const EventSet has = events_in(model);
    if ((rule.needs & any_death) != 0 && (has & rule.needs) == 0)
        return "no state is a death; write kind = \"death\" in those that are";
    if ((has & rule.needs) == 0)
        return fmt::format("no endpoint has the role; write {}", endpoint_line("TRANSITION", roles_in(rule.needs)));
    if ((has & rule.unless) != 0) return "with endpoints of the roles local or distant it is dfs";
    const std::size_t open = unspoken_transition(model, rule.events).value_or(0);
    return fmt::format("no role says whether the transition '{0}' is an event of it; write {1}, or role = \"none\"",
                       model.transitions[open].name,
                       endpoint_line(model.transitions[open].name, roles_in(rule.events)));
}

}  // namespace

const std::string& label_of(const State& state) {
    return state.label.empty() ? state.name : state.label;
}

std::string endpoint_in_words(const Model& model, const std::string& name) {
    if (const EndpointRule* rule = derived_rule(name)) return rule->words;
    if (name == restricted_mean_name) return "restricted mean survival time";
    for (const EndpointSet& set : model.endpoints)
        if (name == incidence_prefix + set.name) return set.label.empty() ? set.name : set.label;
    for (const State& state : model.states)
        if (name == occupancy_prefix + state.name) return "in " + label_of(state);
    return name;
}

std::string words_in_brackets(const std::string& name) {
    const EndpointRule* rule = derived_rule(name);
    return rule == nullptr ? "" : fmt::format(" ({})", rule->words);
}

std::optional<std::string> missing_role(const Model& model, const Quantity& quantity) {
    const auto needs = [&](const std::string& what, EndpointRole role) -> std::optional<std::string> {
        if (only_endpoint_of(model, role)) return std::nullopt;
        const std::string name = fmt::format("\"{}\"", rule_of(role).name);
        return fmt::format("{} needs one endpoint of the role {}; write {}", what, name,
                           endpoint_line("TRANSITION", name));
    };
    if (quantity.time_zero == TimeZero::metastasis)
        if (auto lacking = needs("time since metastasis", EndpointRole::distant)) return lacking;
    if (quantity.measure != Measure::share_distant) return std::nullopt;
    for (const EndpointRole role : {EndpointRole::recurrence, EndpointRole::local})
        if (auto lacking = needs(to_text(quantity.measure), role)) return lacking;
    return std::nullopt;
}

std::string missing_endpoint(const Model& model, const std::string& name) {
    if (const EndpointRule* rule = derived_rule(name))
        return fmt::format("'{}'{} is not in this model: {}", name, words_in_brackets(name),
                           what_it_lacks(model, *rule));
    if (name == restricted_mean_name)
        return fmt::format("'{}' is not in this model: {}", name, what_it_lacks(model, endpoint_rules().front()));
    const std::string unknown = unknown_name(name, endpoint_names(model));
    if (!name.starts_with(incidence_prefix)) return unknown;
    return fmt::format("{}; for '{}' write {} = [\"TRANSITION\", ...] under [endpoints]", unknown, name,
                       name.substr(std::string_view(incidence_prefix).size()));
}

}  // namespace ibtr
