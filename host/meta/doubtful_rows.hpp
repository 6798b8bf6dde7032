#pragma once

#include <string>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/error.hpp"
#include "meta/study_columns.hpp"

namespace ibtr::meta {

/// Rows of one name and two years: two reports of the same women, or two studies of the same authors. `cohort` tells.
std::vector<std::string> namesakes(const std::vector<const CsvRow*>& rows, const StudyColumns& columns,
                                   const std::vector<std::string>& include);

/// What makes it wrong to pool these rows without a word from the user: numbers that are not verified, a study that is
/// there twice, and rows that share women (the same value of `cohort`).
/// Rows that `include` names are not reported.
std::vector<Problem> refusals(const std::string& file, const std::vector<const CsvRow*>& rows,
                              const StudyColumns& columns, const std::vector<std::string>& include);

}  // namespace ibtr::meta
