#include "model/endpoint_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ibtr {
namespace {

constexpr std::uint8_t deaths = death_bc_set | death_other_set;
constexpr std::array conventional_sets{local_set, distant_set, death_bc_set, death_other_set};

// clang-format off
constexpr std::array<EndpointRule, 7> rules{{
    // name       kind                        needs                               events                              at risk
    {survival_name, EndpointKind::survival,  deaths,                             deaths,                             deaths},
    {"ddfs",     EndpointKind::survival,     distant_set,                        distant_set | deaths,               distant_set | deaths},
    {"dfs",      EndpointKind::survival,     local_set | distant_set | deaths,   local_set | distant_set | deaths,   local_set | distant_set | deaths},
    {"lrfs",     EndpointKind::survival,     local_set,                          local_set | deaths,                 local_set | deaths},
    {"bcss",     EndpointKind::net_survival, death_bc_set,                       death_bc_set,                       deaths},
    {"dmfs_net", EndpointKind::net_survival, distant_set,                        distant_set,                        distant_set | deaths},
    {"lrc_net",  EndpointKind::net_survival, local_set,                          local_set,                          local_set | deaths},
}};
// clang-format on

}  // namespace

const char* name_of(ConventionalSet set) {
    switch (set) {
        case local_set:
            return "local";
        case distant_set:
            return "distant";
        case death_bc_set:
            return "death_bc";
        case death_other_set:
            break;
    }
    return "death_other";
}

std::span<const EndpointRule> endpoint_rules() {
    return rules;
}

bool has_any(const Model& model, std::uint8_t sets) {
    return std::any_of(conventional_sets.begin(), conventional_sets.end(), [&](ConventionalSet set) {
        return (sets & set) != 0 && model.find_endpoint(name_of(set)).has_value();
    });
}

std::vector<std::string> endpoint_names(const Model& model) {
    std::vector<std::string> names;
    for (const EndpointRule& rule : rules)
        if (has_any(model, rule.needs)) names.emplace_back(rule.name);
    for (const EndpointSet& set : model.endpoints) names.push_back(incidence_prefix + set.name);
    for (const State& state : model.states) names.push_back(occupancy_prefix + state.name);
    if (has_any(model, deaths)) names.emplace_back(restricted_mean_name);
    return names;
}

std::vector<std::string> conventional_endpoints() {
    std::vector<std::string> names;
    for (const EndpointRule& rule : rules) names.emplace_back(rule.name);
    for (const ConventionalSet set : conventional_sets) names.push_back(std::string(incidence_prefix) + name_of(set));
    return names;
}

std::vector<std::string> event_endpoints(const Model& model) {
    std::vector<std::string> names;
    for (const EndpointRule& rule : rules) names.emplace_back(rule.name);
    for (const EndpointSet& set : model.endpoints) names.push_back(incidence_prefix + set.name);
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
            return name == occupancy_prefix + model.states[model.start_state].name ? 1 : 0;
        case EndpointKind::incidence:
        case EndpointKind::restricted_mean:
            break;
    }
    return 0;
}

}  // namespace ibtr
