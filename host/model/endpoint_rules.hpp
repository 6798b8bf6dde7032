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
    survival,         ///< 1 - F(t), F the first passage of a union of endpoint sets
    net_survival,     ///< Kaplan-Meier limit of one cause, other causes censored
    incidence,        ///< F(t) of one endpoint set: cumulative incidence with competing risks
    occupancy,        ///< probability of being in a state
    restricted_mean,  ///< area under overall survival [years]
};

/// Endpoint sets with a meaning: bits of an EndpointRule.
enum ConventionalSet : std::uint8_t { local_set = 1, distant_set = 2, death_bc_set = 4, death_other_set = 8 };
/// Name of a conventional set in a model.
const char* name_of(ConventionalSet set);

/// An endpoint that is made of conventional sets, of those that a model has.
struct EndpointRule {
    const char* name;
    EndpointKind kind;
    std::uint8_t needs;    ///< of these sets the model must have one; else the endpoint is left out
    std::uint8_t events;   ///< first passages of which the event is
    std::uint8_t at_risk;  ///< first passages that end the time at risk; includes the events
};
/// The derived endpoints in the order of reports. Definitions: docs/model.md.
///     os              first of death_bc, death_other            bcss      death_bc, death_other censored
///     ddfs            first of distant and the deaths           dmfs_net  distant, deaths censored
///     lrfs            first of local and the deaths             lrc_net   local, deaths censored
///     dfs             first of all of these
std::span<const EndpointRule> endpoint_rules();

/// Prefix of an incidence's name, before that of its set, and of an occupancy's, before that of its state.
inline constexpr const char *incidence_prefix = "cif_", *occupancy_prefix = "occupancy:";
/// Overall survival, and mean years alive to a time: both defined wherever there is a set of deaths.
inline constexpr const char *survival_name = "os", *restricted_mean_name = "rmst";

/// Whether a model has one of some conventional sets.
bool has_any(const Model& model, std::uint8_t sets);

/// Names of a model's endpoints in the order of reports: derived ones, the incidence of each of its sets, occupancies,
/// and the restricted mean.
std::vector<std::string> endpoint_names(const Model& model);
/// The derived endpoints and the incidence of each conventional set: what a published number can be about, whether a
/// model has it or not.
std::vector<std::string> conventional_endpoints();
/// The derived endpoints and the incidence of each set of a model.
std::vector<std::string> event_endpoints(const Model& model);

/// Kind of the endpoint of a name, whether a model has it or not.
EndpointKind kind_of_endpoint(const std::string& name);
/// Why a measure is none of an endpoint; empty where it can be one.
std::optional<std::string> mismatch(Measure measure, const std::string& endpoint);
/// Value of an endpoint at time 0, by definition.
double value_at_start(const Model& model, const std::string& name);

}  // namespace ibtr
