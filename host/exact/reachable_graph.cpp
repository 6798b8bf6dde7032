#include "exact/reachable_graph.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "model/clock_in_use.hpp"

namespace ibtr::exact {
namespace {

/// Tarjan, Depth-first search and linear graph algorithms, SIAM J Comput 1972;1:146. Components come out
/// last first. Depth is at most max_nodes.
class Components {
public:
    /// @param leads_to [node]: those after it
    Components(const std::vector<std::vector<std::size_t>>& leads_to, std::size_t start)
        : leads_to_(leads_to), order_(leads_to.size(), 0), low_(leads_to.size(), 0), on_stack_(leads_to.size(), false) {
        visit(start);
        std::reverse(found_.begin(), found_.end());
    }
    [[nodiscard]] std::vector<std::vector<std::size_t>> take() { return std::move(found_); }

private:
    void visit(std::size_t n) {
        order_[n] = low_[n] = ++counter_;
        stack_.push_back(n);
        on_stack_[n] = true;
        for (const std::size_t to : leads_to_[n]) {
            if (order_[to] == 0) {
                visit(to);
                low_[n] = std::min(low_[n], low_[to]);
            } else if (on_stack_[to]) {
                low_[n] = std::min(low_[n], order_[to]);
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

    const std::vector<std::vector<std::size_t>>& leads_to_;
    std::vector<std::size_t> order_, low_, stack_;
    std::vector<bool> on_stack_;
    std::vector<std::vector<std::size_t>> found_;
    std::size_t counter_ = 0;
};

/// The entry clock that each node's people have to be told apart by, where any exit that is possible goes by it.
std::vector<std::optional<std::size_t>> entry_clocks(const Model& model, const ReachableGraph& graph) {
    std::vector<bool> used(model.entry_clocks.size(), false);
    for (const ReachableGraph::Node& node : graph.nodes)
        for (const ReachableGraph::Exit& exit : node.exits)
            if (clock_in_use(model, model.transitions[exit.transition]) == Clock::entry)
                used[model.entry_clock_of(node.state).value()] = true;
    std::vector<std::optional<std::size_t>> clocks;
    for (const ReachableGraph::Node& node : graph.nodes) {
        clocks.push_back(node.exits.empty() ? std::nullopt : model.entry_clock_of(node.state));
        if (clocks.back() && !used[*clocks.back()]) clocks.back() = std::nullopt;
    }
    return clocks;
}

void find_blocks(const std::vector<std::optional<std::size_t>>& clocks, ReachableGraph& graph) {
    for (const std::vector<std::size_t>& component : graph.components) {
        std::map<std::size_t, std::size_t> block_of_clock;
        for (const std::size_t n : component) {
            if (!clocks[n]) continue;
            const auto [place, is_new] = block_of_clock.try_emplace(*clocks[n], graph.blocks.size());
            if (is_new) graph.blocks.emplace_back();
            graph.blocks[place->second].push_back(n);
            graph.nodes[n].block = place->second;
        }
    }
}

void find_components(const Model& model, ReachableGraph& graph) {
    const std::vector<std::optional<std::size_t>> clocks = entry_clocks(model, graph);
    std::vector<std::vector<std::size_t>> leads_to(graph.nodes.size());
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        for (const ReachableGraph::Exit& exit : graph.nodes[n].exits) {
            if (!exit.leads_on) continue;
            leads_to[n].push_back(exit.to);
            if (clocks[n] && clocks[n] == clocks[exit.to]) leads_to[exit.to].push_back(n);
        }
    }
    graph.components = Components(leads_to, graph.start).take();
    find_blocks(clocks, graph);
    for (const std::vector<std::size_t>& component : graph.components) {
        for (const std::size_t n : component) {
            for (ReachableGraph::Exit& exit : graph.nodes[n].exits) {
                exit.same_component = std::binary_search(component.begin(), component.end(), exit.to);
                exit.same_block = graph.nodes[n].block && graph.nodes[n].block == graph.nodes[exit.to].block;
            }
        }
    }
}

}  // namespace

bool ReachableGraph::is_cyclic(const std::vector<std::size_t>& component) const {
    if (component.size() > 1 || nodes[component.front()].block) return true;
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
            const Clock clock = clock_in_use(model, model.transitions[edge.transition]);
            const bool sojourn = clock == Clock::sojourn || clock == Clock::entry;
            node.exits.push_back({EdgeIndex(e), TransitionIndex(edge.transition), edge.to, sojourn, false, false, false,
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

    find_components(model, reachable);
    return reachable;
}

}  // namespace ibtr::exact
