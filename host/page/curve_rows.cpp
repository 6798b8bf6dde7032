#include "page/curve_rows.hpp"

#include <cmath>
#include <limits>

#include "ibtr/error.hpp"

namespace ibtr::page {
namespace {

constexpr double undefined_number = std::numeric_limits<double>::quiet_NaN();

/// Fields of a row by the names of their columns.
class Columns {
public:
    Columns(const CsvTable& table, std::initializer_list<const char*> names) {
        for (const char* name : names) {
            const auto place = table.find_column(name);
            if (!place) throw UsageError(table.file + ": damaged (no column " + name + "); run the command again");
            places_.push_back(*place);
        }
    }
    [[nodiscard]] const std::string& text(const CsvRow& row, std::size_t k) const { return row.fields[places_[k]]; }
    [[nodiscard]] double number(const CsvRow& row, std::size_t k) const {
        return parse_number(text(row, k)).value_or(undefined_number);
    }
    /// Five columns from k on.
    [[nodiscard]] RecordedNumber recorded(const CsvRow& row, std::size_t k) const {
        return {number(row, k), number(row, k + 1), number(row, k + 2), number(row, k + 3), number(row, k + 4)};
    }

private:
    std::vector<std::size_t> places_;
};

}  // namespace

const RecordedNumber* RecordedCurve::at(double time_years) const {
    for (std::size_t k = 0; k < times_years.size(); ++k)
        if (std::abs(times_years[k] - time_years) < 1e-6) return &numbers[k];
    return nullptr;
}

CurveRows read_curves(const RunRecord& record) {
    CurveRows rows;
    if (const CsvTable* table = record.table("curves")) {
        const Columns columns(*table, {"strategy", "group", "population", "endpoint", "time_years", "estimate",
                                       "ci_low", "ci_high", "cri_low", "cri_high"});
        for (const CsvRow& row : table->rows) {
            RecordedCurve& curve =
                rows.curves[{columns.text(row, 0), columns.text(row, 1), columns.text(row, 2), columns.text(row, 3)}];
            curve.times_years.push_back(columns.number(row, 4));
            curve.numbers.push_back(columns.recorded(row, 5));
        }
    }
    if (const CsvTable* table = record.table("contrasts")) {
        const Columns columns(*table, {"strategy", "comparator", "group", "population", "endpoint", "measure",
                                       "time_years", "estimate", "ci_low", "ci_high", "cri_low", "cri_high"});
        for (const CsvRow& row : table->rows)
            rows.contrasts.push_back({columns.text(row, 0), columns.text(row, 1), columns.text(row, 2),
                                      columns.text(row, 3), columns.text(row, 4), columns.text(row, 5),
                                      columns.number(row, 6), columns.recorded(row, 7)});
    }
    return rows;
}

}  // namespace ibtr::page
