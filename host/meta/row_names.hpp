#pragma once

#include <string>
#include <vector>

#include "base/csv.hpp"
#include "meta/study_columns.hpp"

namespace ibtr::meta {

/// What a row is called in messages and figures: study and year, or "line N" where it names no study.
std::string label_of(const CsvRow& row, const StudyColumns& columns);

/// True where the user's name means this row: its study, its study and year, or "line N".
bool is_named(const CsvRow& row, const StudyColumns& columns, const std::string& name);
bool is_named(const CsvRow& row, const StudyColumns& columns, const std::vector<std::string>& names);

/// The rows that pass every filter: for each filtered column one of the values given for it.
/// @throws ConfigError for unknown columns, and where no row passes
std::vector<const CsvRow*> filtered_rows(const CsvTable& table,
                                         const std::vector<std::pair<std::string, std::string>>& filters);

}  // namespace ibtr::meta
