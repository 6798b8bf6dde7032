#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/index.hpp"
#include "ibtr/measure.hpp"
#include "ibtr/model.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr {

/// A count of women as a signed sum of edge counters: events (all signs +) or net entries to a state.
struct Series {
    std::vector<EdgeIndex> plus, minus;
    bool operator==(const Series&) const = default;
};

struct Endpoint;
struct TimedSeries;
using SeriesIndex = IndexOf<Series>;      ///< in EndpointPlan::series
using TimedIndex = IndexOf<TimedSeries>;  ///< in EndpointPlan::timed
using EndpointIndex = IndexOf<Endpoint>;  ///< in EndpointPlan::endpoints

/// An endpoint in terms of series. Hazard ratios use `events` among the women `at_risk`.
struct Endpoint {
    std::string name;
    EndpointKind kind;
    SeriesIndex estimated;  ///< whose cumulative sum is F(t), or the net flow into a state
    SeriesIndex at_risk;    ///< of first passages that end the time at risk
    SeriesIndex events;     ///< part of `at_risk` that is the event of interest
    TimedIndex time;        ///< of `at_risk`; occupancy has none
    std::size_t state = 0;  ///< of an occupancy
    bool has_risk_set = true;
    bool contrasted = false;
};

/// The endpoints that a model defines (model/endpoint_rules.hpp), and the distinct series behind them.
struct EndpointPlan {
    std::vector<Series> series;
    std::vector<SeriesIndex> timed;  ///< the series of which it counts when within an interval their events are
    std::vector<Endpoint> endpoints;
    /// Time of an event since the start of its tick [half ticks]: 1, the middle, on average; 2 in a model in cycles,
    /// whose events are at the end of the last tick of a cycle.
    std::uint32_t half_ticks_to_event = 1;

    /// Index of a series, which is added where the plan does not have it.
    SeriesIndex index_of(Series added);
    /// Place in `timed` of a series, which is added where it is not there.
    TimedIndex time_of(SeriesIndex index);

    /// Endpoint of kind restricted_mean; defined wherever os is.
    [[nodiscard]] std::optional<EndpointIndex> restricted_mean() const;
    /// Place of an endpoint by name. @throws UsageError with the names that there are
    [[nodiscard]] EndpointIndex find(const std::string& name) const;
};
EndpointPlan plan_endpoints(const Model& model, const EventGraph& graph);

/// One number to compute. Arms are places among those that the evaluator is made with.
struct NumberRequest {
    struct Side {
        EndpointIndex endpoint;
        std::size_t arm;
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
