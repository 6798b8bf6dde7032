#include "recorded/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::recorded {

const std::string& Rows::text(std::size_t row, std::string_view column) const {
    const std::optional<std::size_t> c = table_.find_column(column);
    if (!c) throw UsageError(fmt::format("{}: no column '{}'; run the command again", table_.file, column));
    return table_.rows[row].fields[*c];
}

double Rows::number(std::size_t row, std::string_view column) const {
    const std::string& field = text(row, column);
    if (field.empty()) return std::numeric_limits<double>::quiet_NaN();
    const std::optional<double> value = parse_number(field);
    if (!value) refuse(row, column, "is no finite number");
    return *value;
}

std::vector<std::size_t> Rows::where(const std::vector<std::pair<std::string_view, std::string>>& wanted) const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < size(); ++row)
        if (std::all_of(wanted.begin(), wanted.end(),
                        [&](const auto& each) { return text(row, each.first) == each.second; }))
            rows.push_back(row);
    return rows;
}

std::vector<std::string> Rows::different(std::string_view column) const {
    std::vector<std::string> texts;
    for (std::size_t row = 0; row < size(); ++row)
        if (std::find(texts.begin(), texts.end(), text(row, column)) == texts.end()) texts.push_back(text(row, column));
    return texts;
}

void Rows::refuse(std::size_t row, std::string_view column, std::string_view why) const {
    throw UsageError(fmt::format("{}:{}: column '{}': '{}' {}; the file is not as ibtr wrote it: run the command again",
                                 table_.file, table_.rows[row].line, column, text(row, column), why));
}

}  // namespace ibtr::recorded
