#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/model.hpp"

namespace ibtr::exact {

/// The part of the event graph that women of one stratum can reach under one strategy.
struct ReachableGraph {
    struct Exit {
        EdgeIndex edge;
        TransitionIndex transition;
        std::size_t to;  ///< node
        bool sojourn;    ///< clock starts on entry to the state; in a block, on entry to the block
        bool leads_on;   ///< `to` has exits itself
        bool same_component;
        bool same_block;
        std::size_t sojourn_index;  ///< rank among the node's sojourn exits
        std::size_t row;            ///< rank among all exits of the graph: where sums keep it
    };
    struct Node {
        std::size_t id, state;
        std::vector<Exit> exits;  ///< those that can happen, in transition order
        std::size_t sojourn_exits = 0;
        std::optional<std::size_t> block;  ///< in `blocks`
    };
    std::vector<Node> nodes;     ///< [EventGraph node]; no exits where unreachable or final
    std::size_t start = 0;       ///< node in which everyone begins
    std::size_t exit_count = 0;  ///< of all nodes
    /// Strongly connected components of the nodes that have exits, every one before those it leads to.
    std::vector<std::vector<std::size_t>> components;
    /// Nodes among which an entry clock runs on, ascending; each block within one component, which counts ways between
    /// its nodes as ways back, too.
    std::vector<std::vector<std::size_t>> blocks;

    [[nodiscard]] bool is_cyclic(const std::vector<std::size_t>& component) const;
    [[nodiscard]] bool uses(Clock clock, const Model& model) const;
};

/// @param start node in which the women begin
/// @param possible [transition]: whether its multiplier is positive.
ReachableGraph reachable_graph(const Model& model, const EventGraph& graph, std::size_t start,
                               const std::vector<bool>& possible);

}  // namespace ibtr::exact
