#pragma once

#include <string>

#include "base/run_folder.hpp"
#include "cohort/cohort_analysis.hpp"

namespace ibtr::cohort {

/// transitions.csv, rates.csv, survival.csv, log_rank.csv, occupancy.csv, fits.csv, fragment.toml and manifest.json;
/// cox.csv where it is asked for. @return what people should know
Remarks write_cohort(const CohortAnalysis& analysis, const RunFolder& folder);
FileNames cohort_files();

/// Counts, rates and chosen fits, for people.
std::string cohort_table(const CohortAnalysis& analysis);
std::string cohort_json(const CohortAnalysis& analysis);

}  // namespace ibtr::cohort
