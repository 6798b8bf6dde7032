#include "exact/reachable_graph.hpp"

#include <algorithm>

namespace ibtr::exact {
namespace {

/// Tarjan, Depth-first search and linear graph algorithms, SIAM J Comput 1972;1:146. Components come out
/// last first. Depth is at most max_nodes.
class Components {
public:
    Components(const std::vector<ReachableGraph::Node>& nodes, std::size_t start)
        : nodes_(nodes), order_(nodes.size(), 0), low_(nodes.size(), 0), on_stack_(nodes.size(), false) {
        visit(start);
        std::reverse(found_.begin(), found_.end());
    }
    [[nodiscard]] std::vector<std::vector<std::size_t>> take() { return std::move(found_); }

private:
    void visit(std::size_t n) {
        order_[n] = low_[n] = ++counter_;
        stack_.push_back(n);
        on_stack_[n] = true;
        for (const ReachableGraph::Exit& exit : nodes_[n].exits) {
            if (!exit.leads_on) continue;
            if (order_[exit.to] == 0) {
                visit(exit.to);
                low_[n] = std::min(low_[n], low_[exit.to]);
            } else if (on_stack_[exit.to]) {
                low_[n] = std::min(low_[n], order_[exit.to]);
            }
        }
        if (low_[n] != order_[n]) return;
        std::vector<std::size_t> component;
        std::size_t member = n;
        do {
            member = stack_.back();
            stack_.pop_back();
            on_stack_[member] = false;
            component.push_back(member);
        } while (member != n);
        std::sort(component.begin(), component.end());
        found_.push_back(std::move(component));
    }

    const std::vector<ReachableGraph::Node>& nodes_;
    std::vector<std::size_t> order_, low_, stack_;
    std::vector<bool> on_stack_;
    std::vector<std::vector<std::size_t>> found_;
    std::size_t counter_ = 0;
};

}  // namespace

bool ReachableGraph::is_cyclic(const std::vector<std::size_t>& component) const {
    if (component.size() > 1) return true;
    const auto& exits = nodes[component.front()].exits;
    return std::any_of(exits.begin(), exits.end(), [](const Exit& exit) { return exit.same_component; });
}

bool ReachableGraph::uses(Clock clock, const Model& model) const {
    for (const Node& node : nodes)
        for (const Exit& exit : node.exits)
            if (model.transitions[exit.transition].clock == clock) return true;
    return false;
}

ReachableGraph reachable_graph(const Model& model, const EventGraph& graph, std::size_t start,
                               const std::vector<bool>& possible) {
    ReachableGraph reachable;
    reachable.start = start;
    reachable.nodes.resize(graph.nodes.size());
    std::vector<std::size_t> waiting{start};
    std::vector<bool> seen(graph.nodes.size(), false);
    seen[start] = true;
    while (!waiting.empty()) {
        const std::size_t n = waiting.back();
        waiting.pop_back();
        const EventGraph::Node& from = graph.nodes[n];
        ReachableGraph::Node& node = reachable.nodes[n];
        node.id = n;
        node.state = from.state;
        for (std::size_t e = from.first_edge; e < from.first_edge + from.exits; ++e) {
            const EventGraph::Edge& edge = graph.edges[e];
            if (!possible[edge.transition]) continue;
            const bool sojourn = model.transitions[edge.transition].clock == Clock::sojourn;
            node.exits.push_back({EdgeIndex(e), TransitionIndex(edge.transition), edge.to, sojourn, false, false,
                                  node.sojourn_exits, 0});
            if (sojourn) ++node.sojourn_exits;
            if (!seen[edge.to]) {
                seen[edge.to] = true;
                waiting.push_back(edge.to);
            }
        }
    }
    for (ReachableGraph::Node& node : reachable.nodes) {
        for (ReachableGraph::Exit& exit : node.exits) {
            exit.leads_on = !reachable.nodes[exit.to].exits.empty();
            exit.row = reachable.exit_count++;
        }
    }
    if (reachable.nodes[start].exits.empty()) return reachable;

    reachable.components = Components(reachable.nodes, start).take();
    for (const std::vector<std::size_t>& component : reachable.components)
        for (const std::size_t n : component)
            for (ReachableGraph::Exit& exit : reachable.nodes[n].exits)
                exit.same_component = std::binary_search(component.begin(), component.end(), exit.to);
    return reachable;
}

}  // namespace ibtr::exact
