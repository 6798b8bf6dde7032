#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

/// A count of women as a signed sum of edge counters: events (all signs +) or net entries to a state.
struct Series {
    std::vector<std::size_t> plus, minus;  ///< edges
    bool operator==(const Series&) const = default;
};

enum class EndpointKind : std::uint8_t {
    survival,         ///< 1 - F(t), F the first passage of a union of endpoint sets
    net_survival,     ///< Kaplan-Meier limit of one cause, other causes censored
    incidence,        ///< F(t) of one endpoint set: cumulative incidence with competing risks
    occupancy,        ///< probability of being in a state
    restricted_mean,  ///< area under overall survival [years]
};

/// An endpoint in terms of series. Hazard ratios use `events` among the women `at_risk`.
struct Endpoint {
    std::string name;
    EndpointKind kind;
    std::size_t estimated;  ///< series whose cumulative sum is F(t), or the net flow into a state
    std::size_t at_risk;    ///< series of first passages that end the time at risk
    std::size_t events;     ///< part of `at_risk` that is the event of interest
    std::size_t time = 0;   ///< of `at_risk` in EndpointPlan::timed; occupancy has none
    double at_start = 0;    ///< occupancy: 1 for the start state
    bool has_risk_set = true;
    bool contrasted = false;
};

/// The endpoints that a model defines, and the distinct series behind them. Definitions: docs/model.md.
///     os              first of death_bc, death_other            bcss      death_bc, death_other censored
///     ddfs            first of distant and the deaths           dmfs_net  distant, deaths censored
///     lrfs            first of local and the deaths             lrc_net   local, deaths censored
///     dfs             first of all of these                     cif_<set> <set> ever by t, for every set
/// A union takes the sets that the model has; an endpoint whose own event is missing is left out.
struct EndpointPlan {
    std::vector<Series> series;
    std::vector<std::size_t> timed;  ///< the series of which it counts when within an interval their events are
    std::vector<Endpoint> endpoints;

    /// Index of a series, which is added where the plan does not have it.
    std::size_t index_of(Series added);
    /// Place in `timed` of a series, which is added where it is not there.
    std::size_t time_of(std::size_t index);

    /// Endpoint of kind restricted_mean; defined wherever os is.
    [[nodiscard]] std::optional<std::size_t> restricted_mean() const;
};
EndpointPlan plan_endpoints(const Model& model, const EventGraph& graph);

}  // namespace ibtr
