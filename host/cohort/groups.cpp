#include "cohort/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/csv.hpp"
#include "base/statistics.hpp"
#include "base/text.hpp"
#include "cohort/read_cohort.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cohort {
namespace {

std::size_t column_of(const ObservedCohort& cohort, const std::string& option, const std::string& column) {
    const auto place = cohort.table.find_column(column);
    if (!place) throw UsageError(option + ": column " + unknown_name(column, cohort.table.header));
    return *place;
}

/// Text of a column in each row of the cohort; empty where missing.
std::vector<std::string> texts_of(const ObservedCohort& cohort, std::size_t column) {
    std::vector<std::string> texts;
    for (const std::size_t row : cohort.table_row) {
        const std::string& field = cohort.table.rows[row].fields[column];
        texts.push_back(is_missing(field) ? "" : field);
    }
    return texts;
}

bool all_numbers(const std::vector<std::string>& texts) {
    return std::all_of(texts.begin(), texts.end(),
                       [](const std::string& text) { return text.empty() || parse_number(text); });
}

Grouping states_left(const ObservedCohort& cohort) {
    Grouping result{"from", {cohort.states[cohort.start_state]}, {}};
    std::map<std::uint32_t, std::uint32_t> level_of_state{{cohort.start_state, 0}};
    for (std::uint32_t state = 0; state < cohort.states.size(); ++state) {
        if (state == cohort.start_state || is_absorbing(cohort, state)) continue;
        level_of_state[state] = static_cast<std::uint32_t>(result.levels.size());
        result.levels.push_back(cohort.states[state]);
    }
    for (const std::uint32_t state : cohort.from) result.level_of.push_back(level_of_state.at(state));
    return result;
}

}  // namespace

Grouping grouping(const ObservedCohort& cohort, const std::string& option, const std::string& column) {
    constexpr std::size_t most_levels = 50;
    if (column == "from") return states_left(cohort);
    const std::vector<std::string> texts = texts_of(cohort, column_of(cohort, option, column));
    Grouping result{column, texts, {}};
    std::vector<std::string>& levels = result.levels;
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    std::erase(levels, "");
    if (levels.empty() || levels.size() > most_levels)
        throw UsageError(
            fmt::format("{}: column '{}' has {} levels; 1 to {} make groups (write bands into the file for "
                        "more)",
                        option, column, levels.size(), most_levels));
    if (all_numbers(levels))
        std::sort(levels.begin(), levels.end(), [](const std::string& a, const std::string& b) {
            return parse_number(a).value() < parse_number(b).value();
        });
    std::map<std::string, std::uint32_t> number_of{{"", Grouping::no_level}};
    for (std::uint32_t level = 0; level < levels.size(); ++level) number_of[levels[level]] = level;
    for (const std::string& text : texts) result.level_of.push_back(number_of.at(text));
    return result;
}

std::vector<Grouping> groupings(const ObservedCohort& cohort, const std::vector<std::string>& columns) {
    std::vector<Grouping> all{{"all", {"all"}, std::vector<std::uint32_t>(cohort.id.size(), 0)}};
    for (const std::string& column : columns) all.push_back(grouping(cohort, "--group", column));
    return all;
}

std::vector<Covariate> covariates(const ObservedCohort& cohort, const std::vector<std::string>& columns) {
    const std::string option = "--covariates";
    std::vector<Covariate> result;
    for (const std::string& column : columns) {
        if (column != "from") {
            const std::vector<std::string> texts = texts_of(cohort, column_of(cohort, option, column));
            if (all_numbers(texts)) {
                Covariate& numbers = result.emplace_back(Covariate{column, {}});
                for (const std::string& text : texts) numbers.values.push_back(parse_number(text).value_or(undefined));
                continue;
            }
        }
        const Grouping levels = grouping(cohort, option, column);
        for (std::uint32_t level = 1; level < levels.levels.size(); ++level) {
            Covariate& indicator = result.emplace_back(Covariate{column + "=" + levels.levels[level], {}});
            for (const std::uint32_t of_row : levels.level_of)
                indicator.values.push_back(of_row == Grouping::no_level ? undefined : of_row == level ? 1 : 0);
        }
        if (levels.levels.size() < 2)
            throw UsageError(fmt::format("{}: column '{}' has one level only, so it explains nothing", option, column));
    }
    return result;
}

}  // namespace ibtr::cohort
