#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ibtr/core/tables_view.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

/// The state graph unfolded by what has already happened to a woman: a node is a state together with the
/// endpoint sets that have fired, an edge a transition taken from a node. One counter an edge is then
/// enough for every endpoint, first passage and occupancy: nothing is counted twice while simulating.
struct EventGraph {
    struct Node {
        std::size_t state = 0;
        std::uint32_t fired = 0;     ///< bit e: endpoint set e of the model has happened
        std::size_t first_edge = 0;  ///< edges first_edge ... first_edge + exits - 1, in transition order
        std::size_t exits = 0;
    };
    struct Edge {
        std::size_t from = 0;  ///< node
        std::size_t to = 0;    ///< node
        std::size_t transition = 0;
        std::uint32_t first_fires = 0;  ///< bit e: taking this edge is the first passage of endpoint set e
    };
    std::vector<Node>
        nodes;               ///< the first ones are the starts: one for each start state, in which nothing has happened
    std::size_t starts = 1;  ///< so many
    std::vector<Edge> edges;

    /// The node of women who begin in this state.
    [[nodiscard]] std::size_t start_in(std::size_t state) const;
};

using EdgeIndex = IndexOf<EventGraph::Edge>;

inline constexpr std::size_t max_nodes = core::max_nodes;

/// @throws UsageError where the unfolded graph has more than max_nodes nodes.
EventGraph make_event_graph(const Model& model);

}  // namespace ibtr
