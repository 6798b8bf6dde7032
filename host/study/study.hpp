#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"
#include "report/run_files.hpp"

namespace ibtr {

/// A config compiled as far as its base-case parameters go: what `run`, `exact` and `merge` start from.
struct Study {
    LoadedConfig config;
    Parameters parameters;
    Population population;
    EventGraph graph;
    Tables tables;
    std::string tables_digest;
    std::vector<std::string> warnings;  ///< about a simulation of these tables, for people

    [[nodiscard]] const Model& model() const { return config.model; }
};

/// @throws UsageError where the base-case values make no model
Study make_study(LoadedConfig config);

/// The exact solution of a study on its compiled tables and on its continuous hazards.
struct ExactSolutions {
    ExpectedTallies tabulated, continuous;
    ExactInfo info;
};
/// @param budget_seconds of both together; <= 0: no limit
/// @param stop_requested asked now and then, from several threads; true ends the solution
/// @throws BudgetExceeded, Interrupted
ExactSolutions solve_study(const Study& study, double budget_seconds, unsigned threads,
                           const std::function<bool()>& stop_requested);

/// A manifest filled with what a study and this build know.
Manifest describe_study(const Study& study, const std::string& command);

}  // namespace ibtr
