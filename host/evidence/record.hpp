#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/error.hpp"

namespace ibtr::evidence {

/// @param optional columns that the table may leave out; others are nobody's, unless they look like one of these that
/// is not there
/// @throws ConfigError naming the columns that the table has not, and those that are probably misspelt
void require_columns(const CsvTable& table, const std::vector<std::string>& names,
                     const std::vector<std::string>& optional = {});

/// One row of a table whose columns are known; gathers what is wrong with it.
class Record {
public:
    Record(const CsvTable& table, const CsvRow& row, std::vector<Problem>& problems)
        : table_(table), row_(row), problems_(problems) {}

    [[nodiscard]] int line() const { return row_.line; }
    /// A cell; empty where the table has left the column out.
    [[nodiscard]] const std::string& text(const std::string& column) const;
    /// A number; empty for an empty cell. Anything else is a problem.
    std::optional<double> number(const std::string& column);
    /// The same: a whole number from 1 to 1e9.
    std::optional<std::uint32_t> optional_count(const std::string& column);
    /// "yes" or nothing.
    bool optional_flag(const std::string& column);
    void report(const std::string& column, std::string message);

private:
    const CsvTable& table_;
    const CsvRow& row_;
    std::vector<Problem>& problems_;
};

/// "a;b" -> a, b, without spaces around them; none for an empty text.
std::vector<std::string> split_list(const std::string& text);

/// Sorts by line and throws, if there are any.
void throw_problems(std::vector<Problem> problems);

}  // namespace ibtr::evidence
