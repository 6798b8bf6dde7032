#include "evidence/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"

namespace ibtr::evidence {

void require_columns(const CsvTable& table, const std::vector<std::string>& names,
                     const std::vector<std::string>& optional) {
    std::vector<Problem> problems;
    for (const std::string& name : names) {
        if (!table.find_column(name))
            problems.push_back({table.file, 1, name, "column is missing; the file has " + list_names(table.header)});
    }
    const auto holds = [](const std::vector<std::string>& list, const std::string& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    std::vector<std::string> left_out;
    for (const std::string& name : optional)
        if (!table.find_column(name)) left_out.push_back(name);
    for (const std::string& column : table.header) {
        if (holds(names, column) || holds(optional, column)) continue;
        if (const auto nearest = nearest_name(column, left_out))
            problems.push_back({table.file, 1, column,
                                fmt::format("is no column of this table, and {0} is not there: write {0} if that is "
                                            "meant, or give a column of your own a name less like it",
                                            *nearest)});
    }
    throw_problems(std::move(problems));
}

const std::string& Record::text(const std::string& column) const {
    static const std::string left_out;
    const auto index = table_.find_column(column);
    return index ? row_.fields[*index] : left_out;
}

std::optional<double> Record::number(const std::string& column) {
    const std::string& field = text(column);
    if (field.empty()) return std::nullopt;
    const auto value = parse_number(field);
    if (!value) report(column, fmt::format("'{}' is no number; leave the cell empty where there is none", field));
    return value;
}

std::optional<std::uint32_t> Record::optional_count(const std::string& column) {
    const auto value = number(column);
    if (!value) return std::nullopt;
    constexpr double most = 1e9;
    const bool whole = *value >= 1 && *value <= most && *value == std::floor(*value);
    if (!whole) report(column, fmt::format("is {}; it must be a whole number from 1 to {:.0f}", text(column), most));
    return whole ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

bool Record::optional_flag(const std::string& column) {
    const std::string& field = text(column);
    if (!field.empty() && field != "yes")
        report(column, fmt::format("is '{}'; write yes, or leave the cell empty", field));
    return field == "yes";
}

void Record::report(const std::string& column, std::string message) {
    problems_.push_back({table_.file, row_.line, row_.fields.front() + "." + column, std::move(message)});
}

std::vector<std::string> split_list(const std::string& text) {
    std::vector<std::string> items;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(';', begin), text.size());
        const std::string item = text.substr(begin, end - begin);
        const std::size_t first = item.find_first_not_of(' ');
        if (first != std::string::npos) items.push_back(item.substr(first, item.find_last_not_of(' ') - first + 1));
        begin = end + 1;
    }
    return items;
}

void throw_problems(std::vector<Problem> problems) {
    if (problems.empty()) return;
    std::stable_sort(problems.begin(), problems.end(),
                     [](const Problem& a, const Problem& b) { return a.line < b.line; });
    throw ConfigError(std::move(problems));
}

}  // namespace ibtr::evidence
