#include "page/recorded_tables.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"

namespace ibtr::page {
namespace {

std::string short_number(const std::string& field) {
    const auto number = parse_number(field);
    // Whole numbers and what is short already stay as recorded.
    return number && field.size() > 7 ? fmt::format("{:.5g}", *number) : field;
}

}  // namespace

ShownTable shown(const CsvTable& table, const std::string& name, const std::string& caption, std::size_t most_rows) {
    ShownTable result{name, caption, table.header, {}};
    if (table.rows.size() > most_rows)
        result.caption +=
            fmt::format(" (the first {} of {} rows; all are in {}.csv)", most_rows, table.rows.size(), name);
    for (const CsvRow& row : table.rows) {
        if (result.rows.size() == most_rows) break;
        std::vector<std::string> cells;
        for (const std::string& field : row.fields) cells.push_back(short_number(field));
        result.rows.push_back(std::move(cells));
    }
    return result;
}

std::string image(const RecordedFigure& figure, const std::string& alternative) {
    return fmt::format("<figure><img src=\"data:image/svg+xml;base64,{}\" alt=\"{}\"></figure>\n", base64(figure.svg),
                       escaped(alternative));
}

}  // namespace ibtr::page
