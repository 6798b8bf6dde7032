#include "meta/doubtful_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace ibtr::meta {
namespace {

/// "verified", "verified_rate", ...; a file without the column claims nothing.
bool is_verified(const CsvRow& row, const StudyColumns& columns) {
    return !columns.has(Role::status) || columns.text(row, Role::status).starts_with("verified");
}

/// Rows that may be of the same women: by the values that tell, the first row with them.
class EarlierRows {
public:
    explicit EarlierRows(const StudyColumns& columns) : columns_(columns) {}

    /// Why this row should not be pooled with one before; empty where it may be. Rows are asked in their order.
    std::string overlap(const CsvRow& row) {
        const std::string &study = columns_.text(row, Role::study), &cohort = columns_.text(row, Role::cohort);
        const CsvRow* same_study =
            study.empty() ? nullptr : first(study_years_, study + '\n' + columns_.text(row, Role::year), row);
        const CsvRow* same_cohort = cohort.empty() ? nullptr : first(cohorts_, cohort, row);
        if (same_study != nullptr && (same_cohort == nullptr || same_study->line <= same_cohort->line))
            return fmt::format("this study is already on line {}", same_study->line);
        if (same_cohort != nullptr)
            return fmt::format("shares patients with line {} ({}): cohort '{}'", same_cohort->line,
                               label_of(*same_cohort, columns_), cohort);
        return "";
    }

private:
    using Rows = std::unordered_map<std::string, const CsvRow*>;

    static const CsvRow* first(Rows& rows, const std::string& key, const CsvRow& row) {
        const auto [place, is_new] = rows.try_emplace(key, &row);
        return is_new ? nullptr : place->second;
    }

    const StudyColumns& columns_;
    Rows study_years_, cohorts_;
};

}  // namespace

std::vector<std::string> namesakes(const std::vector<const CsvRow*>& rows, const StudyColumns& columns,
                                   const std::vector<std::string>& include) {
    std::vector<std::string> notes;
    std::unordered_map<std::string, std::vector<const CsvRow*>> by_name;
    for (const CsvRow* const row : rows) {
        const std::string& name = columns.text(*row, Role::study);
        if (name.empty()) continue;
        std::vector<const CsvRow*>& others = by_name[name];
        const auto earlier = std::find_if(others.begin(), others.end(), [&](const CsvRow* other) {
            return columns.text(*row, Role::cohort).empty() || columns.text(*other, Role::cohort).empty();
        });
        const CsvRow* const first = earlier == others.end() ? nullptr : *earlier;
        // The first of a name, and the first of it without a cohort, are all that can be found.
        const bool without_cohort = columns.text(*row, Role::cohort).empty();
        if (others.empty() ||
            (without_cohort && others.size() == 1 && !columns.text(*others.front(), Role::cohort).empty()))
            others.push_back(row);
        if (first == nullptr || is_named(*row, columns, include)) continue;
        notes.push_back(
            fmt::format("lines {} and {} are '{}' in two years: if these are the same women, leave one out with "
                        "--exclude \"line {}\" "
                        "(a column `cohort` with two values says that they are not)",
                        first->line, row->line, name, row->line));
    }
    return notes;
}

std::vector<Problem> refusals(const std::string& file, const std::vector<const CsvRow*>& rows,
                              const StudyColumns& columns, const std::vector<std::string>& include) {
    std::vector<Problem> problems;
    const auto refuse = [&](const CsvRow& row, const std::string& reason) {
        problems.push_back({file, row.line, label_of(row, columns),
                            fmt::format("{}; leave it out with --exclude \"line {}\", or pool it all the same with "
                                        "--include \"line {}\"",
                                        reason, row.line, row.line)});
    };
    EarlierRows earlier(columns);
    for (const CsvRow* const row : rows) {
        const std::string overlap = earlier.overlap(*row);
        if (is_named(*row, columns, include)) continue;
        if (!is_verified(*row, columns))
            refuse(*row, fmt::format("its numbers are not verified (status '{}')", columns.text(*row, Role::status)));
        if (!overlap.empty()) refuse(*row, overlap);
    }
    return problems;
}

}  // namespace ibtr::meta
