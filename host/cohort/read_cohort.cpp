#include "cohort/read_cohort.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace ibtr::cohort {

void RowProblems::add(std::size_t row, const std::string& column, const std::string& message) {
    constexpr std::size_t most_shown = 20;
    if (problems_.size() < most_shown)
        problems_.push_back({table_.file, table_.rows[row].line, column, message});
    else
        ++not_shown_;
}

void RowProblems::throw_if_any() const {
    if (problems_.empty()) return;
    std::vector<Problem> problems = problems_;
    if (not_shown_ > 0) problems.push_back({table_.file, 0, "", fmt::format("and {} more problems", not_shown_)});
    throw ConfigError(problems);
}

std::size_t require_column(const CsvTable& table, const std::string& column, const std::string& what_for) {
    const auto place = table.find_column(column);
    if (!place)
        throw ConfigError({{table.file, 1, "",
                            fmt::format("needs a column for {}: {}", what_for, unknown_name(column, table.header))}});
    return *place;
}

bool is_missing(const std::string& field) {
    return field.empty() || field == "NA";
}

void require_state_name(const std::string& file, int line, const std::string& name) {
    constexpr std::size_t longest = 48;
    const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    const bool begins_well = !name.empty() && (name[0] < '0' || name[0] > '9');
    if (begins_well && name.size() <= longest && is_plain) return;
    throw ConfigError(
        {{file, line, "",
          fmt::format("'{}' cannot name a state: use up to {} letters, digits and _, no digit first", name, longest)}});
}

}  // namespace ibtr::cohort
