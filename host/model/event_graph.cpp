#include "ibtr/event_graph.hpp"

#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "ibtr/error.hpp"
#include "ibtr/state_graph.hpp"

namespace ibtr {

EventGraph make_event_graph(const Model& model) {
    std::vector<std::vector<std::size_t>> exits(model.states.size());
    for (std::size_t t = 0; t < model.transitions.size(); ++t) exits[model.transitions[t].from].push_back(t);

    std::vector<std::uint32_t> fires(model.transitions.size(), 0);
    for (std::size_t e = 0; e < model.endpoints.size(); ++e)
        for (const std::size_t t : model.endpoints[e].transitions) fires[t] |= 1U << e;

    EventGraph graph;
    std::map<std::pair<std::size_t, std::uint32_t>, std::size_t> known;
    const auto node_of = [&](std::size_t state, std::uint32_t fired) {
        const auto [place, is_new] = known.try_emplace({state, fired}, graph.nodes.size());
        if (is_new) graph.nodes.push_back({state, fired, 0, exits[state].size()});
        return place->second;
    };

    for (const std::size_t state : start_states(model)) node_of(state, 0);
    graph.starts = graph.nodes.size();
    // Breadth first: `nodes` grows while it is walked.
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        graph.nodes[n].first_edge = graph.edges.size();
        const EventGraph::Node here = graph.nodes[n];
        for (const std::size_t t : exits[here.state]) {
            const std::size_t to = node_of(model.transitions[t].to, here.fired | fires[t]);
            graph.edges.push_back({n, to, t, fires[t] & ~here.fired});
        }
        if (graph.nodes.size() > max_nodes)
            throw UsageError("the state graph and its endpoints unfold to more than " + std::to_string(max_nodes) +
                             " combinations of state and past events; use fewer states or endpoint sets");
    }
    return graph;
}

std::size_t EventGraph::start_in(std::size_t state) const {
    for (std::size_t n = 0; n < starts; ++n)
        if (nodes[n].state == state) return n;
    throw std::logic_error("nobody begins in this state");
}

}  // namespace ibtr
