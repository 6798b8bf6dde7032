#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ibtr {

/// One row of a CSV file and where it begins.
struct CsvRow {
    int line = 0;                     ///< 1-based
    std::vector<std::string> fields;  ///< parallel to the header
};

/// A CSV file with a header line.
struct CsvTable {
    std::string file;  ///< as the user gave it
    std::vector<std::string> header;
    std::vector<CsvRow> rows;

    [[nodiscard]] std::optional<std::size_t> find_column(std::string_view name) const;
};

/// Reads comma-separated text (RFC 4180): fields in double quotes may hold commas, line breaks and doubled quotes.
/// Spaces around a field without quotes are dropped; blank lines and a byte order mark are skipped.
/// @param file stands for the text in messages
/// @throws ConfigError listing every row that has not one field a column and every column named twice; text that
/// breaks the rules of quoting is reported alone, for no later line can be told from it.
CsvTable parse_csv(std::string_view text, const std::string& file);

/// The same for a file. @throws ConfigError also where it cannot be read.
CsvTable read_csv(const std::string& path);

/// Records separated by another character than a comma, of any lengths and without a header: for tables under a title.
/// @throws ConfigError where text breaks the rules of quoting
std::vector<CsvRow> parse_records(std::string_view text, const std::string& file, char separator);

/// A field as a finite number; empty where it is anything else.
std::optional<double> parse_number(std::string_view field);

/// Rows of comma-separated fields, gathered in memory: tens of thousands of rows become one write.
class CsvText {
public:
    explicit CsvText(std::string_view header) : text_(header) {}

    /// A text, quoted where it has to be (RFC 4180).
    void field(std::string_view name);
    /// The shortest decimal that reads back to the same double; empty where undefined.
    void field(double number);
    /// Several, each a text or a number.
    template <class... Fields>
    void fields(const Fields&... each) {
        (field(each), ...);
    }
    void end_row();
    /// The rest of a row, and its end.
    template <class... Fields>
    void row(const Fields&... rest) {
        fields(rest...);
        end_row();
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    void separate();

    std::string text_;
    bool row_is_empty_ = true;
};

}  // namespace ibtr
