#pragma once

#include <cstddef>
#include <vector>

#include "exact/reachable_graph.hpp"
#include "exact/step.hpp"

namespace ibtr::exact {

/// Graphs with more nodes than this are left to the integrator: the exponential costs the cube.
inline constexpr std::size_t max_markov_nodes = 64;

/// Homogeneous Markov: every exit has a constant hazard, [transition] rates_per_bin.
BinSums solve_markov(const ReachableGraph& graph, const std::vector<double>& rates_per_bin, std::size_t bins);

}  // namespace ibtr::exact
