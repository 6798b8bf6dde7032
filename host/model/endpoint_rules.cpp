#include "model/endpoint_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/statistics.hpp"
#include "ibtr/state_graph.hpp"

namespace ibtr {
namespace {

constexpr std::array<RoleRule, 8> roles{{
    {EndpointRole::none, "none", nullptr, nullptr, false},
    {EndpointRole::local, "local", "local", "local recurrence", false},
    {EndpointRole::distant, "distant", "distant", "distant metastasis", false},
    {EndpointRole::recurrence, "recurrence", "second_recurrence", "second recurrence", false},
    {EndpointRole::progression, "progression", nullptr, nullptr, false},
    {EndpointRole::cause, "cause", nullptr, nullptr, true},
    {EndpointRole::breast_cancer, "breast_cancer", "death_bc", "death of breast cancer", true},
    {EndpointRole::other_cause, "other_cause", "death_other", "death of other causes", true},
}};

constexpr bool roles_in_order() {
    for (std::size_t i = 0; i < roles.size(); ++i)
        if (static_cast<std::size_t>(roles[i].role) != i) return false;
    return true;
}
static_assert(roles_in_order(), "one row a role, in their order");

constexpr EventSet local = events_of(EndpointRole::local), distant = events_of(EndpointRole::distant),
                   recurrence = events_of(EndpointRole::recurrence), progression = events_of(EndpointRole::progression),
                   cause = events_of(EndpointRole::cause), breast_cancer = events_of(EndpointRole::breast_cancer),
                   disease = local | distant | recurrence, deaths = any_death;

// clang-format off
constexpr std::array<EndpointRule, 10> rules{{
    // name           words                                            kind                        needs             unless           events                at risk               all spoken for
    {survival_name, "overall survival",                              EndpointKind::survival,     deaths,           0,               deaths,               deaths,               false},
    {"ddfs",        "distant disease-free survival",                 EndpointKind::survival,     distant,          0,               distant | deaths,     distant | deaths,     false},
    {"dfs",         "disease-free survival",                         EndpointKind::survival,     disease | deaths, 0,               disease | deaths,     disease | deaths,     true},
    {"lrfs",        "local recurrence-free survival",                EndpointKind::survival,     local,            0,               local | deaths,       local | deaths,       false},
    {"rfs",         "recurrence-free survival",                      EndpointKind::survival,     recurrence,       local | distant, recurrence | deaths,  recurrence | deaths,  false},
    {"pfs",         "progression-free survival",                     EndpointKind::survival,     progression,      0,               progression | deaths, progression | deaths, false},
    {"bcss",        "breast cancer-specific survival",               EndpointKind::net_survival, breast_cancer,    0,               breast_cancer,        deaths,               false},
    {"css",         "cause-specific survival",                       EndpointKind::net_survival, cause,            0,               cause,                deaths,               false},
    {"dmfs_net",    "freedom from distant metastasis, net of death", EndpointKind::net_survival, distant,          0,               distant,              distant | deaths,     false},
    {"lrc_net",     "freedom from local recurrence, net of death",   EndpointKind::net_survival, local,            0,               local,                local | deaths,       false},
}};
// clang-format on

bool is_spoken_for(const Model& model, std::size_t transition) {
    return std::any_of(model.endpoints.begin(), model.endpoints.end(), [&](const EndpointSet& set) {
        return set.role &&
               std::find(set.transitions.begin(), set.transitions.end(), transition) != set.transitions.end();
    });
}

bool fires(const Model& model, std::size_t transition, EventSet events) {
    if ((events & any_death) != 0 && model.states[model.transitions[transition].to].kind == StateKind::death)
        return true;
    return std::any_of(model.endpoints.begin(), model.endpoints.end(), [&](const EndpointSet& set) {
        return set.role && (events_of(*set.role) & events) != 0 &&
               std::find(set.transitions.begin(), set.transitions.end(), transition) != set.transitions.end();
    });
}

double occupancy_at_start(const Model& model, const std::string& name) {
    const std::vector<std::size_t> starts = start_states(model);
    const bool begins = std::any_of(starts.begin(), starts.end(), [&](std::size_t state) {
        return name == occupancy_prefix + model.states[state].name;
    });
    if (!begins) return 0;
    return starts.size() == 1 ? 1 : undefined;
}

}  // namespace

std::span<const RoleRule> role_rules() {
    return roles;
}

const RoleRule& rule_of(EndpointRole role) {
    return roles[static_cast<std::size_t>(role)];
}

const RoleRule* reserved_rule(const std::string& endpoint) {
    const auto* const rule = std::find_if(roles.begin(), roles.end(), [&](const RoleRule& candidate) {
        return candidate.reserved != nullptr && candidate.reserved == endpoint;
    });
    return rule == roles.end() ? nullptr : rule;
}

std::span<const EndpointRule> endpoint_rules() {
    return rules;
}

EventSet events_in(const Model& model) {
    EventSet found = 0;
    for (const EndpointSet& set : model.endpoints)
        if (set.role) found |= events_of(*set.role);
    const bool mortal = std::any_of(model.states.begin(), model.states.end(),
                                    [](const State& state) { return state.kind == StateKind::death; });
    return mortal ? found | any_death : found;
}

bool has_endpoint(const Model& model, const EndpointRule& rule) {
    const EventSet has = events_in(model);
    return (has & rule.needs) != 0 && (has & rule.unless) == 0 &&
           !(rule.all_spoken_for && unspoken_transition(model, rule.events));
}

std::optional<std::size_t> unspoken_transition(const Model& model, EventSet events) {
    std::vector<bool> reached(model.states.size(), false);
    std::vector<std::size_t> frontier = start_states(model);
    while (!frontier.empty()) {
        const std::size_t state = frontier.back();
        frontier.pop_back();
        if (state >= reached.size() || reached[state]) continue;
        reached[state] = true;
        for (std::size_t t = 0; t < model.transitions.size(); ++t) {
            if (model.transitions[t].from != state || fires(model, t, events)) continue;
            if (!is_spoken_for(model, t)) return t;
            frontier.push_back(model.transitions[t].to);
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> only_endpoint_of(const Model& model, EndpointRole role) {
    std::optional<std::size_t> found;
    for (std::size_t e = 0; e < model.endpoints.size(); ++e) {
        if (model.endpoints[e].role != role) continue;
        if (found) return std::nullopt;
        found = e;
    }
    return found;
}

std::vector<std::string> event_endpoints(const Model& model) {
    std::vector<std::string> names;
    for (const EndpointRule& rule : rules)
        if (has_endpoint(model, rule)) names.emplace_back(rule.name);
    for (const EndpointSet& set : model.endpoints) names.push_back(incidence_prefix + set.name);
    return names;
}

std::vector<std::string> endpoint_names(const Model& model) {
    std::vector<std::string> names = event_endpoints(model);
    for (const State& state : model.states) names.push_back(occupancy_prefix + state.name);
    if ((events_in(model) & any_death) != 0) names.emplace_back(restricted_mean_name);
    return names;
}

std::vector<std::string> derived_names() {
    std::vector<std::string> names;
    for (const EndpointRule& rule : rules) names.emplace_back(rule.name);
    names.emplace_back(restricted_mean_name);
    return names;
}

EndpointKind kind_of_endpoint(const std::string& name) {
    const auto* const rule =
        std::find_if(rules.begin(), rules.end(), [&](const EndpointRule& candidate) { return candidate.name == name; });
    if (rule != rules.end()) return rule->kind;
    if (name.starts_with(incidence_prefix)) return EndpointKind::incidence;
    return name.starts_with(occupancy_prefix) ? EndpointKind::occupancy : EndpointKind::restricted_mean;
}

std::optional<std::string> mismatch(Measure measure, const std::string& endpoint) {
    if (!traits(measure).of_mean || endpoint == survival_name) return std::nullopt;
    return fmt::format("{} is of time alive: its endpoint is {}, not '{}'", to_text(measure), survival_name, endpoint);
}

double value_at_start(const Model& model, const std::string& name) {
    switch (kind_of_endpoint(name)) {
        case EndpointKind::survival:
        case EndpointKind::net_survival:
            return 1;
        case EndpointKind::occupancy:
            return occupancy_at_start(model, name);
        case EndpointKind::incidence:
        case EndpointKind::restricted_mean:
            break;
    }
    return 0;
}

}  // namespace ibtr
