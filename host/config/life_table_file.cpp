#include "config/life_table_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "config/published_text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::config {
namespace {

constexpr char any_spaces = ' ';  ///< any number of them between fields, as in tables that are typeset

std::vector<CsvRow> split_at_spaces(std::string_view text) {
    std::vector<CsvRow> records;
    int line = 0;
    for (const std::string& whole : split_text(text, '\n')) {
        CsvRow record{++line, {}};
        for (std::size_t at = 0; (at = whole.find_first_not_of(" \t\r", at)) != std::string::npos;) {
            const std::size_t end = std::min(whole.find_first_of(" \t\r", at), whole.size());
            record.fields.push_back(whole.substr(at, end - at));
            at = end;
        }
        if (!record.fields.empty()) records.push_back(std::move(record));
    }
    return records;
}

/// As written, or else in any case: "age" finds "Age".
std::optional<std::size_t> find_name(const std::vector<std::string>& header, const std::string& name) {
    auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end())
        found = std::find_if(header.begin(), header.end(),
                             [&](const std::string& field) { return in_lower_case(field) == in_lower_case(name); });
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

bool same_text(const std::string& field, const std::string& wanted) {
    const auto number = parse_number(field), wanted_number = parse_number(wanted);
    return number && wanted_number ? *number == *wanted_number : in_lower_case(field) == in_lower_case(wanted);
}

/// A line of words below a table: where it comes from, what the signs mean.
bool is_footnote(const CsvRow& row) {
    const std::string& first = row.fields.front();
    const bool alone =
        std::all_of(row.fields.begin() + 1, row.fields.end(), [](const std::string& field) { return field.empty(); });
    return alone && (first.empty() || first.front() < '0' || first.front() > '9');
}

/// A row's age and its number.
struct AgeRow {
    AgeLabel age;
    std::string label;
    double number;
    int line;
};

class LifeTableReader {
public:
    LifeTableReader(const std::string& file, const LifeTableChoice& choice) : file_(file), choice_(choice) {}

    LifeTableRows read(const std::string& text) {
        find_header(text);
        std::vector<AgeRow> rows;
        for (std::size_t i = header_ + 1; i < records_.size(); ++i)
            if (const CsvRow& record = records_[i]; is_wanted(record)) rows.push_back(read_row(record));
        if (rows.empty()) refuse(records_[header_].line, no_rows());
        LifeTableRows table{rows.front().age.first, {}};
        for (std::size_t i = 0; i < rows.size(); ++i) add(rows, i, table);
        return table;
    }

private:
    [[noreturn]] void refuse(int line, std::string message) const {
        throw ConfigError({{file_, line, line > 0 ? "" : choice_.column, std::move(message)}});
    }

    [[nodiscard]] std::vector<CsvRow> split(const std::string& text, char separator) const {
        return separator == any_spaces ? split_at_spaces(text) : parse_records(text, file_, separator);
    }

    /// The first line that names all columns, with whichever separator it does.
    void find_header(const std::string& text) {
        std::optional<ConfigError> unreadable;
        for (const char separator : {',', ';', '\t', any_spaces}) {
            try {
                records_ = split(text, separator);
            } catch (const ConfigError& error) {
                if (!unreadable) unreadable = error;
                continue;
            }
            for (header_ = 0; header_ < records_.size(); ++header_)
                if (find_columns(records_[header_].fields)) return;
        }
        if (unreadable) throw ConfigError(*unreadable);
        refuse_header(text);
    }

    bool find_columns(const std::vector<std::string>& header) {
        const auto age = find_name(header, choice_.age_column), number = find_name(header, choice_.column);
        if (!age || !number) return false;
        age_ = *age;
        number_ = *number;
        filters_.clear();
        for (const auto& [column, value] : choice_.where) {
            const auto place = find_name(header, column);
            if (!place) return false;
            filters_.push_back(*place);
        }
        return true;
    }

    [[nodiscard]] std::vector<std::string> wanted_columns() const {
        std::vector<std::string> wanted{choice_.age_column, choice_.column};
        for (const auto& [column, value] : choice_.where) wanted.push_back(column);
        return wanted;
    }

    /// Says which column is missing in the line that looks most like a header: that names most columns, or else has
    /// most fields.
    [[noreturn]] void refuse_header(const std::string& text) const {
        const std::vector<std::string> wanted = wanted_columns();
        const auto likeness = [&](const CsvRow& record) {
            const auto named = std::count_if(wanted.begin(), wanted.end(), [&](const std::string& name) {
                return find_name(record.fields, name).has_value();
            });
            return std::pair(named, record.fields.size());
        };
        std::optional<CsvRow> header;
        for (const char separator : {',', ';', '\t', any_spaces})
            for (CsvRow& record : split(text, separator))
                if (!header || likeness(record) > likeness(*header)) header = std::move(record);
        if (!header) refuse(0, "is empty; a line must name the columns");
        for (const std::string& name : wanted)
            if (!find_name(header->fields, name))
                throw ConfigError({{file_, header->line, name, "column " + unknown_name(name, header->fields)}});
        refuse(header->line, "no line names all columns");
    }

    [[nodiscard]] bool is_wanted(const CsvRow& record) const {
        if (is_footnote(record)) return false;
        const std::vector<std::string>& header = records_[header_].fields;
        if (record.fields.size() != header.size())
            refuse(record.line, fmt::format("has {} fields, the header has {}; a field with a separator in it needs "
                                            "double quotes",
                                            record.fields.size(), header.size()));
        for (std::size_t i = 0; i < filters_.size(); ++i)
            if (!same_text(record.fields[filters_[i]], choice_.where[i].second)) return false;
        return true;
    }

    [[nodiscard]] std::string no_rows() const {
        if (choice_.where.empty() || header_ + 1 >= records_.size()) return "has no rows";
        std::string message = "has no rows in which";
        for (std::size_t i = 0; i < filters_.size(); ++i) {
            const auto& [column, value] = choice_.where[i];
            message += fmt::format("{} {} is '{}'", i > 0 ? " and" : "", column, value);
        }
        for (std::size_t i = 0; i < filters_.size(); ++i)
            message += fmt::format("; {} begins with '{}' and ends with '{}'", choice_.where[i].first,
                                   value_of(records_[header_ + 1], i), value_of(last_row(), i));
        return message;
    }

    [[nodiscard]] std::string value_of(const CsvRow& record, std::size_t filter) const {
        return filters_[filter] < record.fields.size() ? record.fields[filters_[filter]] : "";
    }

    [[nodiscard]] const CsvRow& last_row() const {
        return *std::find_if(records_.rbegin(), records_.rend(), [](const CsvRow& row) { return !is_footnote(row); });
    }

    [[nodiscard]] AgeRow read_row(const CsvRow& record) const {
        const std::string &age = record.fields[age_], &number = record.fields[number_];
        const auto label = age_label(age);
        if (!label)
            refuse(record.line, fmt::format("age '{}' is no age; expected a whole number, a range as '0-1', or an open "
                                            "end as '110+'",
                                            age));
        const auto value = published_number(number, choice_.per > 1);
        const double one = value.value_or(-1) / choice_.per;
        if (choice_.rates && !(one >= 0))
            refuse(record.line, fmt::format("death rate '{}' must be a number, 0 or more", number));
        if (!choice_.rates && !(0 <= one && one <= 1))
            refuse(record.line, fmt::format("probability of death '{}' must be 0 or more and below 1{}", number,
                                            value && *value > 1 ? "; per says how many women it is for, value_is "
                                                                  "whether it is a rate"
                                                                : ""));
        return {*label, age, one, record.line};
    }

    /// Adds the years of one row. @throws ConfigError where the next row does not follow
    void add(const std::vector<AgeRow>& rows, std::size_t i, LifeTableRows& table) const {
        const AgeRow& row = rows[i];
        const bool last = i + 1 == rows.size();
        if (!last && row.age.kind == AgeLabel::Kind::open) refuse_order(row, rows[i + 1]);
        const int years = last ? years_of_last(rows) : rows[i + 1].age.first - row.age.first;
        if (!last && !may_span(row.age, years)) refuse_order(row, rows[i + 1]);
        if (!choice_.rates && row.number == 1 && !last)
            refuse(row.line,
                   fmt::format("probability of death '1' must be 0 or more and below 1; only the last age, which "
                               "closes the table, may have 1, and age {} follows",
                               rows[i + 1].label));
        table.probabilities.insert(table.probabilities.end(), static_cast<std::size_t>(years),
                                   one_year_probability(row.number, years));
    }

    static bool may_span(const AgeLabel& age, int years) {
        if (age.kind == AgeLabel::Kind::single) return years == 1;
        return years > 0 && (age.first + years == age.last || age.first + years == age.last + 1);
    }

    /// A last range runs as those before it do: "90-95" after "85-90" for five years, "90-94" after "85-89" too.
    static int years_of_last(const std::vector<AgeRow>& rows) {
        const AgeLabel& age = rows.back().age;
        if (age.kind != AgeLabel::Kind::range) return 1;
        const bool inclusive = rows.size() > 1 && rows[rows.size() - 2].age.last < age.first;
        return std::max(1, age.last - age.first + (inclusive ? 1 : 0));
    }

    [[noreturn]] void refuse_order(const AgeRow& row, const AgeRow& next) const {
        const bool restarts = next.age.first <= row.age.first;
        refuse(next.line, fmt::format("age {} follows age {}; ages must be consecutive{}", next.label, row.label,
                                      restarts ? ": a file of several tables, as of years or sexes, needs where = { "
                                                 "COLUMN = VALUE }"
                                               : ""));
    }

    [[nodiscard]] double one_year_probability(double number, int years) const {
        if (!choice_.rates && (years == 1 || number == 1)) return number;
        return -std::expm1(choice_.rates ? -number : std::log1p(-number) / years);
    }

    const std::string& file_;
    const LifeTableChoice& choice_;
    std::vector<CsvRow> records_;
    std::size_t header_ = 0, age_ = 0, number_ = 0;
    std::vector<std::size_t> filters_;  ///< columns, parallel to `where`
};

}  // namespace

LifeTableRows read_life_table_text(const std::string& text, const std::string& file, const LifeTableChoice& choice) {
    return LifeTableReader(file, choice).read(text);
}

}  // namespace ibtr::config
