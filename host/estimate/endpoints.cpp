#include "estimate/endpoints.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

using SetMask = std::uint32_t;  ///< bit e: endpoint set e of the model, as in EventGraph

class Planner {
public:
    Planner(const Model& model, const EventGraph& graph) : model_(model), graph_(graph) {}

    EndpointPlan plan() {
        if (model_.cycle_years) plan_.half_ticks_to_event = 2;
        for (const EndpointRule& rule : endpoint_rules())
            if (has_endpoint(model_, rule)) add(rule);
        for (std::size_t e = 0; e < model_.endpoints.size(); ++e)
            add_incidence(incidence_prefix + model_.endpoints[e].name, {SetMask{1} << e, false});
        for (std::size_t s = 0; s < model_.states.size(); ++s) add_occupancy(s);
        if ((events_in(model_) & any_death) != 0) add_restricted_mean();
        return std::move(plan_);
    }

private:
    /// Events of the model: those of some of its sets, and entries to deaths.
    struct Events {
        SetMask sets;
        bool deaths;
    };

    [[nodiscard]] Events events(EventSet wanted) const {
        SetMask mask = 0;
        for (std::size_t e = 0; e < model_.endpoints.size(); ++e)
            if (const auto role = model_.endpoints[e].role; role && (events_of(*role) & wanted) != 0)
                mask |= SetMask{1} << e;
        return {mask, (wanted & any_death) != 0};
    }

    [[nodiscard]] bool is_one_of(const EventGraph::Edge& edge, const Events& events) const {
        const State& to = model_.states[graph_.nodes[edge.to].state];
        return (edge.first_fires & events.sets) != 0 || (events.deaths && to.kind == StateKind::death);
    }

    /// First passages of a union of events that are one of `wanted`: an edge is a first passage when it is one of the
    /// union and none has happened in its from-node. Nothing happens after a death.
    SeriesIndex first_passages(const Events& unite, const Events& wanted) {
        Series series;
        for (EdgeIndex k; k < graph_.edges.size(); ++k) {
            const EventGraph::Edge& edge = graph_.edges[k];
            const bool first = is_one_of(edge, unite) && (graph_.nodes[edge.from].fired & unite.sets) == 0;
            if (first && is_one_of(edge, wanted)) series.plus.push_back(k);
        }
        return plan_.index_of(std::move(series));
    }

    void add_contrasted(const std::string& name, EndpointKind kind, SeriesIndex estimated, SeriesIndex at_risk,
                        SeriesIndex events) {
        plan_.endpoints.push_back({name, kind, estimated, at_risk, events, plan_.time_of(at_risk), 0, true, true});
    }

    void add(const EndpointRule& rule) {
        const Events at_risk = events(rule.at_risk);
        const SeriesIndex risk = first_passages(at_risk, at_risk), of = first_passages(at_risk, events(rule.events));
        add_contrasted(rule.name, rule.kind, of, risk, of);
    }

    void add_incidence(const std::string& name, const Events& events) {
        const Events at_risk{events.sets, true};
        add_contrasted(name, EndpointKind::incidence, first_passages(events, events), first_passages(at_risk, at_risk),
                       first_passages(at_risk, events));
    }

    void add_occupancy(std::size_t state) {
        Series flow;
        for (EdgeIndex k; k < graph_.edges.size(); ++k) {
            const bool enters = graph_.nodes[graph_.edges[k].to].state == state;
            const bool leaves = graph_.nodes[graph_.edges[k].from].state == state;
            if (enters && !leaves) flow.plus.push_back(k);
            if (leaves && !enters) flow.minus.push_back(k);
        }
        const SeriesIndex index = plan_.index_of(std::move(flow));
        plan_.endpoints.push_back({occupancy_prefix + model_.states[state].name, EndpointKind::occupancy, index, index,
                                   index, TimedIndex(), state, false, false});
    }

    void add_restricted_mean() {
        const SeriesIndex passages = first_passages(events(any_death), events(any_death));
        plan_.endpoints.push_back({restricted_mean_name, EndpointKind::restricted_mean, passages, passages, passages,
                                   plan_.time_of(passages), 0, true, false});
    }

    const Model& model_;
    const EventGraph& graph_;
    EndpointPlan plan_;
};

}  // namespace

SeriesIndex EndpointPlan::index_of(Series added) {
    const auto known = std::find(series.begin(), series.end(), added);
    const SeriesIndex index(static_cast<std::size_t>(known - series.begin()));
    if (known == series.end()) series.push_back(std::move(added));
    return index;
}

TimedIndex EndpointPlan::time_of(SeriesIndex index) {
    const auto known = std::find(timed.begin(), timed.end(), index);
    const TimedIndex time(static_cast<std::size_t>(known - timed.begin()));
    if (known == timed.end()) timed.push_back(index);
    return time;
}

std::optional<EndpointIndex> EndpointPlan::restricted_mean() const {
    const auto place = std::find_if(endpoints.begin(), endpoints.end(), [](const Endpoint& endpoint) {
        return endpoint.kind == EndpointKind::restricted_mean;
    });
    if (place == endpoints.end()) return std::nullopt;
    return EndpointIndex(static_cast<std::size_t>(place - endpoints.begin()));
}

EndpointIndex EndpointPlan::find(const std::string& name) const {
    const std::vector<std::string> names = names_of(endpoints);
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end()) throw UsageError("endpoint " + unknown_name(name, names));
    return EndpointIndex(static_cast<std::size_t>(place - names.begin()));
}

EndpointPlan plan_endpoints(const Model& model, const EventGraph& graph) {
    return Planner(model, graph).plan();
}

}  // namespace ibtr
