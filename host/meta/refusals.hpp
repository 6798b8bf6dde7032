#pragma once

#include <string>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/error.hpp"
#include "meta/study_columns.hpp"

namespace ibtr::meta {

/// What makes it wrong to pool these rows without a word from the user: numbers that are not verified, a study that is
/// there twice, and rows that may share women (the same value of `cohort`, or the same study under another year).
/// Rows that `include` names are not reported.
std::vector<Problem> refusals(const std::string& file, const std::vector<const CsvRow*>& rows,
                              const StudyColumns& columns, const std::vector<std::string>& include);

}  // namespace ibtr::meta
