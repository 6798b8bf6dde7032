#pragma once

#include <string>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/index.hpp"
#include "ibtr/model.hpp"
#include "psa/decision_analysis.hpp"

namespace ibtr::decision {

/// Draws of any program, without simulation noise of their own.
struct OwnDraws {
    std::vector<std::string> strategies;
    psa::DecisionDraws draws;
};

/// From two tables in BCEA's format: a row a draw, a column a strategy, the same columns in the same order.
/// @throws ConfigError where a field is no number; UsageError where the tables do not fit together
OwnDraws own_draws(const CsvTable& effects, const CsvTable& costs);

/// Position of a strategy by name. @throws UsageError with the names that there are
StrategyIndex find_strategy(const OwnDraws& draws, const std::string& name);

}  // namespace ibtr::decision
