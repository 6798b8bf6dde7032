#include "meta/study_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::meta {
namespace {

/// A role and the names under which its column is recognised, the role's own first.
struct Recognised {
    Role role;
    std::vector<std::string> names;
};

const std::vector<Recognised>& recognised() {
    static const std::vector<Recognised> table{
        {Role::study, {"study", "author"}},
        {Role::year, {"year"}},
        {Role::endpoint, {"endpoint"}},
        {Role::status, {"status"}},
        {Role::cohort, {"cohort"}},
        {Role::count_basis, {"count_basis"}},
        {Role::dataset, {"dataset"}},
        {Role::events1, {"events1", "ai", "events_rbcs"}},
        {Role::n1, {"n1", "n1i", "n_rbcs"}},
        {Role::events2, {"events2", "ci", "events_sm"}},
        {Role::n2, {"n2", "n2i", "n_sm"}},
        {Role::yi, {"yi"}},
        {Role::vi, {"vi"}},
        {Role::hr, {"hr"}},
        {Role::ci_low, {"ci_low"}},
        {Role::ci_high, {"ci_high"}},
    };
    return table;
}

std::vector<std::string> role_names() {
    std::vector<std::string> names;
    for (const Recognised& entry : recognised()) names.push_back(entry.names.front());
    return names;
}

std::string values_of(const CsvTable& table, std::size_t column) {
    std::set<std::string> values;
    for (const CsvRow& row : table.rows) values.insert(row.fields[column]);
    return fmt::format("{}", fmt::join(values, ", "));
}

}  // namespace

StudyColumns::StudyColumns(const CsvTable& table, const std::vector<ColumnChoice>& choices) : table_(table) {
    for (const Recognised& entry : recognised()) {
        for (const std::string& name : entry.names) {
            auto& index = index_[static_cast<std::size_t>(entry.role)];
            if (!index) index = table.find_column(name);
        }
    }
    std::vector<Problem> problems;
    for (const ColumnChoice& choice : choices) {
        const auto entry = std::find_if(recognised().begin(), recognised().end(),
                                        [&](const Recognised& r) { return r.names.front() == choice.role; });
        const auto column = table.find_column(choice.column);
        if (entry == recognised().end())
            problems.push_back({"--columns", 0, "", unknown_name(choice.role, role_names())});
        else if (!column)
            problems.push_back(
                {table.file, 1, "--columns " + choice.role, "column " + unknown_name(choice.column, table.header)});
        else
            index_[static_cast<std::size_t>(entry->role)] = column;
    }
    for (const ColumnChoice& choice : choices)
        for (const Recognised& entry : recognised()) {
            const auto& index = index_[static_cast<std::size_t>(entry.role)];
            if (index && index == table.find_column(choice.column) && entry.names.front() != choice.role)
                problems.push_back({table.file, 1, "--columns " + choice.role,
                                    "column '" + choice.column + "' is " + entry.names.front() + " already"});
        }
    if (!problems.empty()) throw ConfigError(std::move(problems));
}

const std::string& StudyColumns::text(const CsvRow& row, Role role) const {
    static const std::string none;
    return has(role) ? row.fields[*find(role)] : none;
}

const std::string& StudyColumns::name(Role role) const {
    return has(role) ? table_.header[*find(role)] : recognised()[static_cast<std::size_t>(role)].names.front();
}

std::vector<Role> StudyColumns::number_columns(EffectMeasure measure) const {
    std::vector<Role> counts{Role::events1, Role::n1, Role::events2, Role::n2};
    std::vector<Role> effects{Role::yi, Role::vi};
    std::vector<Role> ratios{Role::hr, Role::ci_low, Role::ci_high};
    const auto all_there = [&](const std::vector<Role>& roles) {
        return std::all_of(roles.begin(), roles.end(), [&](Role role) { return has(role); });
    };
    if (measure != EffectMeasure::loghr) {
        if (all_there(counts)) return counts;
        throw ConfigError({{table_.file, 1, "",
                            "counts of two groups are needed: columns ai,n1i,ci,n2i or "
                            "events_rbcs,n_rbcs,events_sm,n_sm, or name yours with "
                            "--columns events1=..,n1=..,events2=..,n2=..; the file has " +
                                list_names(table_.header)}});
    }
    if (all_there(effects)) return effects;
    if (all_there(ratios)) return ratios;
    throw ConfigError({{table_.file, 1, "",
                        "hazard ratios are needed: columns yi,vi (log hazard ratio and its variance) or "
                        "hr,ci_low,ci_high (95 % interval), or name yours with --columns; the file has " +
                            list_names(table_.header)}});
}

std::string label_of(const CsvRow& row, const StudyColumns& columns) {
    const std::string& study = columns.text(row, Role::study);
    const std::string& year = columns.text(row, Role::year);
    if (study.empty()) return fmt::format("line {}", row.line);
    return year.empty() ? study : study + ' ' + year;
}

bool is_named(const CsvRow& row, const StudyColumns& columns, const std::string& name) {
    return name == columns.text(row, Role::study) || name == label_of(row, columns) ||
           name == fmt::format("line {}", row.line);
}

bool is_named(const CsvRow& row, const StudyColumns& columns, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return is_named(row, columns, name); });
}

std::vector<const CsvRow*> filtered_rows(const CsvTable& table,
                                         const std::vector<std::pair<std::string, std::string>>& filters) {
    std::map<std::size_t, std::vector<std::string>> allowed;
    std::vector<Problem> problems;
    for (const auto& [column, value] : filters) {
        if (const auto index = table.find_column(column))
            allowed[*index].push_back(value);
        else
            problems.push_back({table.file, 1, "--filter " + column, "column " + unknown_name(column, table.header)});
    }
    if (!problems.empty()) throw ConfigError(std::move(problems));

    std::vector<const CsvRow*> rows;
    for (const CsvRow& row : table.rows) {
        const bool passes = std::all_of(allowed.begin(), allowed.end(), [&](const auto& entry) {
            return std::find(entry.second.begin(), entry.second.end(), row.fields[entry.first]) != entry.second.end();
        });
        if (passes) rows.push_back(&row);
    }
    if (rows.empty()) {
        std::string message = table.rows.empty() ? "has no rows" : "no row passes the filters";
        for (const auto& [index, values] : allowed)
            message += fmt::format("; column {} holds {}", table.header[index], values_of(table, index));
        throw ConfigError({{table.file, 0, "", message}});
    }
    return rows;
}

}  // namespace ibtr::meta
