#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/error.hpp"

namespace ibtr::studies {

/// Reads fields of a table's rows and gathers what is wrong with them, to be said all at once.
class RowReader {
public:
    explicit RowReader(const CsvTable& table) : table_(table) {}

    [[nodiscard]] const CsvTable& table() const { return table_; }
    void complain(const CsvRow& row, const std::string& column, const std::string& message);
    void complain_of_header(const std::string& column, const std::string& message);
    /// @throws ConfigError with all complaints
    void finish_where_wrong();

    /// Empty where there is no such column.
    [[nodiscard]] const std::string& text(const CsvRow& row, std::string_view column) const;
    /// @param otherwise of an empty field; nothing: it may not be empty
    double number(const CsvRow& row, const std::string& column, double low, double high,
                  std::optional<double> otherwise);
    bool yes_or_no(const CsvRow& row, const std::string& column);

    /// Runs what may not find a name, and makes its message a problem of the row.
    template <class Resolve>
    auto resolved(const CsvRow& row, const std::string& column, Resolve resolve) -> decltype(resolve()) {
        try {
            return resolve();
        } catch (const UsageError& error) {
            complain(row, column, error.what());
            return {};
        }
    }

private:
    const CsvTable& table_;
    std::vector<Problem> problems_;
};

}  // namespace ibtr::studies
