#include "meta/refusals.hpp"

#include <fmt/format.h>

#include "meta/row_names.hpp"

namespace ibtr::meta {
namespace {

/// "verified", "verified_rate", ...; a file without the column claims nothing.
bool is_verified(const CsvRow& row, const StudyColumns& columns) {
    return !columns.has(Role::status) || columns.text(row, Role::status).starts_with("verified");
}

/// Why two rows should not be pooled together; empty where they may be.
std::string overlap(const CsvRow& row, const CsvRow& earlier, const StudyColumns& columns) {
    const auto same = [&](Role role) {
        return !columns.text(row, role).empty() && columns.text(row, role) == columns.text(earlier, role);
    };
    if (same(Role::study) && columns.text(row, Role::year) == columns.text(earlier, Role::year))
        return fmt::format("this study is already on line {}", earlier.line);
    if (same(Role::cohort))
        return fmt::format("shares women with line {} ({}): cohort '{}'", earlier.line, label_of(earlier, columns),
                           columns.text(row, Role::cohort));
    if (same(Role::study))
        return fmt::format("may share women with line {} ({}): the same study under another year", earlier.line,
                           label_of(earlier, columns));
    return "";
}

}  // namespace

std::vector<Problem> refusals(const std::string& file, const std::vector<const CsvRow*>& rows,
                              const StudyColumns& columns, const std::vector<std::string>& include) {
    std::vector<Problem> problems;
    const auto refuse = [&](const CsvRow& row, const std::string& reason) {
        problems.push_back({file, row.line, label_of(row, columns),
                            fmt::format("{}; leave it out with --exclude \"line {}\", or pool it all the same with "
                                        "--include \"line {}\"",
                                        reason, row.line, row.line)});
    };
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        if (is_named(**row, columns, include)) continue;
        if (!is_verified(**row, columns))
            refuse(**row, fmt::format("its numbers are not verified (status '{}')", columns.text(**row, Role::status)));
        for (auto earlier = rows.begin(); earlier != row; ++earlier) {
            const std::string reason = overlap(**row, **earlier, columns);
            if (reason.empty()) continue;
            refuse(**row, reason);
            break;
        }
    }
    return problems;
}

}  // namespace ibtr::meta
