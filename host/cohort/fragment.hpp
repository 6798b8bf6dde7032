#pragma once

#include <string>

#include "cohort/cohort_analysis.hpp"

namespace ibtr::cohort {

/// A small config that runs: the states and transitions of the cohort, with the best fit of each and the errors of its
/// parameters. States that are not reached from the start state are left out.
/// @param remarks added to
std::string fragment_toml(const CohortAnalysis& analysis, Remarks& remarks);

}  // namespace ibtr::cohort
