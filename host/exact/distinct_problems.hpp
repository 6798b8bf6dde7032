#pragma once

#include <cstddef>
#include <vector>

#include "exact/reachable_graph.hpp"
#include "ibtr/exact.hpp"

namespace ibtr::exact {

/// One thing to solve: every (strategy, stratum) with the same hazards and ages has the same solution.
struct DistinctProblem {
    std::vector<HazardFunctionIndex> functions;  ///< [transition]: its baseline hazard
    std::vector<double> multipliers;             ///< [transition]
    ReachableGraph graph;
    const AgeBand* band = nullptr;       ///< set where some possible exit runs on the age clock
    bool same_age_hazard = false;        ///< every node's age-clock hazard is the same and final (docs/exact.md)
    std::vector<double> rates_per_year;  ///< [transition], where all are constant; else empty
};

struct ProblemList {
    std::vector<DistinctProblem> problems;
    std::vector<std::size_t> solved_by;  ///< [strategy*strata+stratum]: index in problems
};

ProblemList distinct_problems(const Model& model, const Population& population, const EventGraph& graph,
                              const HazardSource& hazards, ExactMethod method);

}  // namespace ibtr::exact
