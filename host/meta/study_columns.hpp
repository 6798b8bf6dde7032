#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "meta/study_table.hpp"

namespace ibtr::meta {

enum class Role : std::uint8_t {
    study,
    year,
    endpoint,
    status,
    cohort,
    count_basis,
    dataset,
    events1,
    n1,
    events2,
    n2,
    yi,
    vi,
    hr,
    ci_low,
    ci_high,
};
inline constexpr std::size_t role_count = 16;

/// Where each role stands in a file.
class StudyColumns {
public:
    /// Recognised names, or the user's choice. @throws ConfigError for unknown roles and columns
    StudyColumns(const CsvTable& table, const std::vector<ColumnChoice>& choices);

    [[nodiscard]] bool has(Role role) const { return find(role).has_value(); }
    /// Text of a row; empty where the file has no such column.
    [[nodiscard]] const std::string& text(const CsvRow& row, Role role) const;
    /// Name of the column in the file; the role's own where there is none.
    [[nodiscard]] const std::string& name(Role role) const;

    /// The columns that the measure is computed from: counts, or yi and vi, or a hazard ratio with its interval.
    /// @throws ConfigError where the file has no such set
    [[nodiscard]] std::vector<Role> number_columns(EffectMeasure measure) const;

private:
    [[nodiscard]] const std::optional<std::size_t>& find(Role role) const {
        return index_[static_cast<std::size_t>(role)];
    }
    const CsvTable& table_;
    std::array<std::optional<std::size_t>, role_count> index_;
};

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
