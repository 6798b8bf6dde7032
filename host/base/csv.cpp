#include "base/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/files.hpp"
#include "base/visible_text.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

/// Walks through the text record by record.
class RecordReader {
public:
    RecordReader(std::string_view text, const std::string& file, char separator)
        : rest_(text), file_(file), separator_(separator), ends_{separator, '\r', '\n'} {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
    }

    /// The next record that is not a blank line; empty at the end of the text.
    std::optional<CsvRow> next() {
        while (!rest_.empty()) {
            CsvRow row{line_, {}};
            const bool blank = read_fields(row.fields);
            if (!blank) return row;
        }
        return std::nullopt;
    }

private:
    /// @return true for a line with nothing on it
    bool read_fields(std::vector<std::string>& fields) {
        bool quoted = false;
        do {
            skip_spaces();
            quoted = rest_.starts_with('"');
            fields.push_back(quoted ? quoted_field() : plain_field());
        } while (take(separator_));
        take('\r');
        if (!rest_.empty() && !take('\n')) refuse("carriage return inside a line");
        ++line_;
        return fields.size() == 1 && fields.front().empty() && !quoted;
    }

    std::string quoted_field() {
        const int opened_at = line_;
        std::string field;
        take('"');
        while (true) {
            const std::size_t quote = rest_.find('"');
            if (quote == std::string_view::npos) {
                line_ = opened_at;
                refuse("a double quote opens a field and is never closed");
            }
            line_ +=
                static_cast<int>(std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(quote), '\n'));
            field.append(rest_.substr(0, quote));
            rest_.remove_prefix(quote + 1);
            if (!take('"')) break;
            field.push_back('"');
        }
        skip_spaces();
        if (!rest_.empty() && rest_.find_first_of(ends()) != 0)
            refuse("text after the closing double quote of a field; a quote inside a field is written twice");
        return field;
    }

    std::string plain_field() {
        const std::string_view field = rest_.substr(0, rest_.find_first_of(ends()));
        if (field.find('"') != std::string_view::npos)
            refuse("a double quote inside a field that does not begin with one; put the whole field in quotes");
        rest_.remove_prefix(field.size());
        return std::string(field.substr(0, field.find_last_not_of(" \t") + 1));
    }

    void skip_spaces() {
        const std::string_view spaces = separator_ == '\t' ? " " : " \t";
        rest_.remove_prefix(std::min(rest_.find_first_not_of(spaces), rest_.size()));
    }

    [[nodiscard]] std::string_view ends() const { return {ends_.data(), ends_.size()}; }

    bool take(char expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    [[noreturn]] void refuse(const std::string& message) const { throw ConfigError({{file_, line_, "", message}}); }

    std::string_view rest_;
    const std::string& file_;
    char separator_;
    std::array<char, 3> ends_;  ///< characters that end a field without quotes
    int line_ = 1;
};

void report_twice_named(const CsvTable& table, int line, std::vector<Problem>& problems) {
    for (auto name = table.header.begin(); name != table.header.end(); ++name) {
        if (!name->empty() && std::find(table.header.begin(), name, *name) != name)
            problems.push_back({table.file, line, *name, "two columns have this name; rename one"});
    }
}

/// A character that has a field quoted. Tens of thousands of fields are asked: find_first_of would call memchr for each
/// of their characters.
bool separates_or_quotes(char c) {
    return c == ',' || c == '"' || c == '\r' || c == '\n';
}

/// Whether a field would be read otherwise without quotes: spaces around it are dropped then.
bool needs_quotes(std::string_view field) {
    constexpr auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    if (field.empty()) return false;
    return is_space(field.front()) || is_space(field.back()) ||
           std::any_of(field.begin(), field.end(), separates_or_quotes);
}

}  // namespace

std::optional<std::size_t> CsvTable::find_column(std::string_view name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

CsvTable parse_csv(std::string_view text, const std::string& file) {
    RecordReader reader(text, file, ',');
    CsvTable table{file, {}, {}};
    std::vector<Problem> problems;
    if (auto first = reader.next()) {
        table.header = std::move(first->fields);
        report_twice_named(table, first->line, problems);
    } else {
        throw ConfigError({{file, 0, "", "is empty; the first line must name the columns"}});
    }
    while (auto row = reader.next()) {
        if (row->fields.size() != table.header.size()) {
            problems.push_back(
                {file, row->line, "",
                 fmt::format("has {} fields, the header has {}; a field with a comma in it needs double quotes",
                             row->fields.size(), table.header.size())});
        }
        table.rows.push_back(std::move(*row));
    }
    if (!problems.empty()) throw ConfigError(std::move(problems));
    return table;
}

std::vector<CsvRow> parse_records(std::string_view text, const std::string& file, char separator) {
    RecordReader reader(text, file, separator);
    std::vector<CsvRow> records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    return records;
}

CsvTable read_csv(const std::string& path) {
    return parse_csv(read_text_file(path), path);
}

std::optional<double> parse_number(std::string_view field) {
    double value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    const bool whole_field = error == std::errc{} && end == field.data() + field.size();
    return whole_field && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

void CsvText::field(std::string_view name) {
    separate();
    // The last to ask: names are refused where they are read. Numbers with a space between are no formula.
    if (is_formula(name) && !parse_number(name.substr(0, name.find(' '))))
        throw UsageError(formula_refusal(name) + "; give it another name");
    if (!needs_quotes(name)) {
        text_.append(name);
        return;
    }
    text_.push_back('"');
    for (const char c : name) {
        if (c == '"') text_.push_back('"');
        text_.push_back(c);
    }
    text_.push_back('"');
}

void CsvText::field(double number) {
    separate();
    if (std::isfinite(number)) fmt::format_to(std::back_inserter(text_), "{}", number);
}

void CsvText::end_row() {
    // A line with nothing on it is no row.
    if (!row_is_empty_ && text_.ends_with('\n')) text_ += "\"\"";
    text_.push_back('\n');
    row_is_empty_ = true;
}

void CsvText::separate() {
    if (!row_is_empty_) text_.push_back(',');
    row_is_empty_ = false;
}

}  // namespace ibtr
