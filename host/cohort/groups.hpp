#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "cohort/observed_cohort.hpp"

namespace ibtr::cohort {

/// Levels of a column, by which tables have rows.
struct Grouping {
    static constexpr std::uint32_t no_level = std::numeric_limits<std::uint32_t>::max();

    std::string column;  ///< "all": everyone together
    std::vector<std::string> levels;
    std::vector<std::uint32_t> level_of;  ///< of each row of the cohort; no_level where the value is missing
};

/// Everyone together, then by each column. Levels ascend: as numbers where all are, else as texts.
/// @throws UsageError for a column that there is not, or of more than 50 levels
std::vector<Grouping> groupings(const ObservedCohort& cohort, const std::vector<std::string>& columns);

/// The levels of one column. @param option that names it, for messages
Grouping grouping(const ObservedCohort& cohort, const std::string& option, const std::string& column);

/// A column of numbers for a regression, one a row of the cohort; NaN where the value is missing.
struct Covariate {
    std::string name;  ///< of the column, for a level "column=level"
    std::vector<double> values;
};

/// A column of numbers as it is; any other as an indicator for each level but the first. `from` stands for the state
/// that a row is in, the start state first.
std::vector<Covariate> covariates(const ObservedCohort& cohort, const std::vector<std::string>& columns);

}  // namespace ibtr::cohort
