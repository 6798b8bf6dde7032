#include "studies/row_reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"

namespace ibtr::studies {

void RowReader::complain(const CsvRow& row, const std::string& column, const std::string& message) {
    problems_.push_back({table_.file, row.line, column, message});
}

void RowReader::complain_of_header(const std::string& column, const std::string& message) {
    problems_.push_back({table_.file, 1, column, message});
}

void RowReader::finish_where_wrong() {
    if (!problems_.empty()) throw ConfigError(std::move(problems_));
}

const std::string& RowReader::text(const CsvRow& row, std::string_view column) const {
    static const std::string none;
    const auto place = table_.find_column(column);
    return place ? row.fields[*place] : none;
}

double RowReader::number(const CsvRow& row, const std::string& column, double low, double high,
                         std::optional<double> otherwise) {
    const std::string& field = text(row, column);
    if (field.empty() && otherwise) return *otherwise;
    const auto value = parse_number(field);
    if (!value || *value < low || *value > high) {
        complain(row, column, fmt::format("'{}': expected a number from {:g} to {:g}", field, low, high));
        return low;
    }
    return *value;
}

bool RowReader::yes_or_no(const CsvRow& row, const std::string& column) {
    const std::string& field = text(row, column);
    if (!field.empty() && field != "yes" && field != "no")
        complain(row, column, fmt::format("'{}': expected yes, no or nothing", field));
    return field == "yes";
}

}  // namespace ibtr::studies
