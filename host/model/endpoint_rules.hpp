#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ibtr/measure.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

enum class EndpointKind : std::uint8_t {
    survival,         ///< 1 - F(t), F the first passage of some events
    net_survival,     ///< Kaplan-Meier limit of one event, what competes with it censored
    incidence,        ///< F(t) of one endpoint set: cumulative incidence with competing risks
    occupancy,        ///< probability of being in a state
    restricted_mean,  ///< area under overall survival [years]
};

/// Events by what they are: a bit for each EndpointRole, and one for deaths.
using EventSet = std::uint32_t;
constexpr EventSet events_of(EndpointRole role) {
    return EventSet{1} << static_cast<unsigned>(role);
}
/// Entries to states that are deaths, whatever endpoints they belong to.
inline constexpr EventSet any_death = EventSet{1} << 31U;

/// One role: how a config writes it, and the endpoint's name that stands for it where a config writes none.
struct RoleRule {
    EndpointRole role;
    const char* name;
    const char* reserved;  ///< nullptr where no name stands for it
    const char* words;     ///< label of an endpoint of the reserved name
    bool death;            ///< its transitions lead to deaths
};
/// Every role, in the order of EndpointRole.
std::span<const RoleRule> role_rules();
const RoleRule& rule_of(EndpointRole role);
/// The role that an endpoint has by its name alone; nullptr where it has none.
const RoleRule* reserved_rule(const std::string& endpoint);

/// An endpoint that follows from roles and deaths.
struct EndpointRule {
    const char* name;
    const char* words;
    EndpointKind kind;
    EventSet needs;       ///< of these events the model must have one; else the endpoint is left out
    EventSet unless;      ///< with one of these it is left out too: another endpoint says the same
    EventSet events;      ///< first passages of which the event is
    EventSet at_risk;     ///< first passages that end the time at risk; includes the events
    bool all_spoken_for;  ///< left out as well where something may happen before that no role speaks of
};
/// The derived endpoints in the order of reports. Definitions: docs/model.md.
std::span<const EndpointRule> endpoint_rules();

/// Prefix of an incidence's name, before that of its set, and of an occupancy's, before that of its state.
inline constexpr const char *incidence_prefix = "cif_", *occupancy_prefix = "occupancy:";
/// Overall survival, and mean years alive to a time: both defined wherever there is a death.
inline constexpr const char *survival_name = "os", *restricted_mean_name = "rmst";

/// The kinds of events that a model has.
EventSet events_in(const Model& model);
/// Whether a model has a derived endpoint.
bool has_endpoint(const Model& model, const EndpointRule& rule);
/// A transition that changes the state of people who have had none of some events, while no role speaks of it; empty
/// where there is none.
std::optional<std::size_t> unspoken_transition(const Model& model, EventSet events);
/// The endpoint set of a role; empty where there is none, or more than one.
std::optional<std::size_t> only_endpoint_of(const Model& model, EndpointRole role);

/// Names of a model's endpoints in the order of reports: derived ones, the incidence of each of its sets, occupancies,
/// and the restricted mean.
std::vector<std::string> endpoint_names(const Model& model);
/// Those of them that are survival or incidence: what a published number can be about.
std::vector<std::string> event_endpoints(const Model& model);
/// Names that no set may have: those of the derived endpoints.
std::vector<std::string> derived_names();

/// Kind of the endpoint of a name, whether a model has it or not.
EndpointKind kind_of_endpoint(const std::string& name);
/// Why a measure is none of an endpoint; empty where it can be one.
std::optional<std::string> mismatch(Measure measure, const std::string& endpoint);
/// Value of an endpoint at time 0, by definition; NaN for the occupancy of one of several start states, which depends
/// on the women.
double value_at_start(const Model& model, const std::string& name);

}  // namespace ibtr
