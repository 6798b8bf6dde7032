#include "meta/row_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::meta {
namespace {

std::string values_of(const CsvTable& table, std::size_t column) {
    std::set<std::string> values;
    for (const CsvRow& row : table.rows) values.insert(row.fields[column]);
    return fmt::format("{}", fmt::join(values, ", "));
}

}  // namespace

std::string label_of(const CsvRow& row, const StudyColumns& columns) {
    const std::string& study = columns.text(row, Role::study);
    const std::string& year = columns.text(row, Role::year);
    if (study.empty()) return fmt::format("line {}", row.line);
    return year.empty() ? study : study + ' ' + year;
}

bool is_named(const CsvRow& row, const StudyColumns& columns, const std::string& name) {
    return name == columns.text(row, Role::study) || name == label_of(row, columns) ||
           name == fmt::format("line {}", row.line);
}

bool is_named(const CsvRow& row, const StudyColumns& columns, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return is_named(row, columns, name); });
}

std::vector<const CsvRow*> filtered_rows(const CsvTable& table,
                                         const std::vector<std::pair<std::string, std::string>>& filters) {
    std::map<std::size_t, std::vector<std::string>> allowed;
    std::vector<Problem> problems;
    for (const auto& [column, value] : filters) {
        if (const auto index = table.find_column(column))
            allowed[*index].push_back(value);
        else
            problems.push_back({table.file, 1, "--filter " + column, "column " + unknown_name(column, table.header)});
    }
    if (!problems.empty()) throw ConfigError(std::move(problems));

    std::vector<const CsvRow*> rows;
    for (const CsvRow& row : table.rows) {
        const bool passes = std::all_of(allowed.begin(), allowed.end(), [&](const auto& entry) {
            return std::find(entry.second.begin(), entry.second.end(), row.fields[entry.first]) != entry.second.end();
        });
        if (passes) rows.push_back(&row);
    }
    if (rows.empty()) {
        std::string message = table.rows.empty() ? "has no rows" : "no row passes the filters";
        for (const auto& [index, values] : allowed)
            message += fmt::format("; column {} holds {}", table.header[index], values_of(table, index));
        throw ConfigError({{table.file, 0, "", message}});
    }
    return rows;
}

}  // namespace ibtr::meta
