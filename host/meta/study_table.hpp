#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "meta/meta.hpp"

/// From a CSV file of two-group studies to the studies that may be pooled.
namespace ibtr::meta {

/// What a column of the file holds; `study_columns` names the roles and the column names that are recognised.
struct ColumnChoice {
    std::string role, column;
};

/// Which rows, read how.
struct StudyRequest {
    EffectMeasure measure = EffectMeasure::rr;
    bool survivors = false;  ///< pool n - events instead of events
    std::vector<std::pair<std::string, std::string>>
        filters;                        ///< column and value; the same column again is an alternative
    std::vector<ColumnChoice> columns;  ///< instead of the recognised names
    std::vector<std::string> include;   ///< pooled although they would be refused
    std::vector<std::string> exclude;   ///< left out
};

/// A row that is pooled.
struct StudyRow {
    int line = 0;
    std::string label;             ///< study and year
    std::optional<Counts> counts;  ///< of survivors where those are asked for; none for hazard ratios
    Effect effect;
    std::string count_basis;  ///< as the file has it
    bool derived = false;     ///< counts computed from rates or Kaplan-Meier curves, not reported
};

/// A row that is not pooled, and why.
struct LeftOut {
    int line = 0;
    std::string label, reason;
};

struct StudyTable {
    std::string file;
    std::string endpoint;  ///< of all rows; empty where the file has no such column
    std::string dataset;   ///< the endpoint, the one value of a column `dataset`, or the file's name
    std::string group1 = "group 1", group2 = "group 2";
    std::vector<StudyRow> studies;
    std::vector<LeftOut> left_out;
    std::vector<std::string> notes;  ///< legal, but a reader should know
};

/// Applies filters and rules. Rows with missing cells are left out and listed. It is an error to pool several
/// endpoints; and, unless `include` or `exclude` names the row, one that is not verified, has one arm only, is there
/// twice, or shares women with another. A row is named by its study, its study and year, or "line N".
/// @throws ConfigError listing every problem with its line and the way out
StudyTable read_studies(const CsvTable& table, const StudyRequest& request);

}  // namespace ibtr::meta
