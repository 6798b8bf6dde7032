#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/measure.hpp"
#include "ibtr/model.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr {

/// A count of women as a signed sum of edge counters: events (all signs +) or net entries to a state.
struct Series {
    std::vector<std::size_t> plus, minus;  ///< edges
    bool operator==(const Series&) const = default;
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

/// The endpoints that a model defines (model/endpoint_rules.hpp), and the distinct series behind them.
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
    /// Place of an endpoint by name. @throws UsageError with the names that there are
    [[nodiscard]] std::size_t find(const std::string& name) const;
};
EndpointPlan plan_endpoints(const Model& model, const EventGraph& graph);

/// One number to compute. Endpoints are places in an EndpointPlan, arms places among those that the evaluator is made
/// with.
struct NumberRequest {
    struct Side {
        std::size_t endpoint, arm;
        bool operator==(const Side&) const = default;
    };
    Measure measure;
    Side first, second;                       ///< equal where the measure has but one
    double bins;                              ///< time
    std::optional<std::size_t> classes = {};  ///< of hazard ratios within classes: which partition of the cells
};

/// Class of every cell of a partition: women are compared within classes. Empty: each cell is a class of its own.
using CellClasses = std::vector<std::size_t>;

}  // namespace ibtr
