#pragma once

#include "ibtr/tables.hpp"
#include "small_model.hpp"

namespace ibtr {

/// A graph of one node a state: what compile copies does not depend on how it was unfolded.
inline EventGraph plain_graph() {
    EventGraph graph;
    graph.nodes = {{0, 0, 0, 2}, {1, 0, 2, 2}, {2, 0, 4, 1}, {3, 0, 5, 0}};
    graph.edges = {{0, 1, 0, 0}, {0, 3, 2, 0}, {1, 2, 1, 0}, {1, 3, 4, 0}, {2, 1, 3, 0}};
    return graph;
}

inline Tables compile_small(const Model& model) {
    return compile(model, Parameters{{}}, small_population(model), plain_graph());
}

}  // namespace ibtr
