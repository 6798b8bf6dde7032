#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/csv.hpp"

namespace ibtr::recorded {

/// A table of a finished run whose fields are asked for by the name of their column. Files may have been edited or
/// damaged since: what is no number is never taken for one that is missing.
class Rows {
public:
    explicit Rows(CsvTable table) : table_(std::move(table)) {}

    [[nodiscard]] std::size_t size() const { return table_.rows.size(); }
    [[nodiscard]] const std::vector<std::string>& header() const { return table_.header; }
    [[nodiscard]] bool has(std::string_view column) const { return table_.find_column(column).has_value(); }
    /// A field as it stands. @throws UsageError where there is no such column
    [[nodiscard]] const std::string& text(std::size_t row, std::string_view column) const;
    /// The same as a finite number; NaN where it is empty. @throws UsageError where it is anything else
    [[nodiscard]] double number(std::size_t row, std::string_view column) const;
    /// Rows whose columns hold these texts, in their order.
    [[nodiscard]] std::vector<std::size_t> where(
        const std::vector<std::pair<std::string_view, std::string>>& wanted) const;
    /// Different texts of a column, in the order of appearance.
    [[nodiscard]] std::vector<std::string> different(std::string_view column) const;

    /// That a field is not what ibtr wrote: file, line, column, the field, and why.
    [[noreturn]] void refuse(std::size_t row, std::string_view column, std::string_view why) const;

private:
    CsvTable table_;
};

}  // namespace ibtr::recorded
