#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/text.hpp"
#include "cohort/read_cohort.hpp"

namespace ibtr::cohort {
namespace {

constexpr double shortest_spell = 1e-9;  // [years]; less is rounding

struct Spell {
    std::string person;
    std::string from, to;
    double start = 0, stop = 0;
    std::size_t row = 0;
};

/// A time in years since time zero, or nothing and a problem.
std::optional<double> read_time(const CsvTable& table, std::size_t row, std::size_t column, RowProblems& problems) {
    const std::string& field = table.rows[row].fields[column];
    const auto time = parse_number(field);
    if (time && *time >= 0) return time;
    problems.add(row, table.header[column], fmt::format("'{}' is no time: expected years since time zero", field));
    return std::nullopt;
}

std::vector<Spell> read_spells(const CsvTable& table, const HistoryColumns& columns, RowProblems& problems) {
    const std::size_t id = require_column(table, columns.id, "who it is (--id names another column)");
    const std::size_t from = require_column(table, "from", "the state of a spell");
    const std::size_t to = require_column(table, "to", "the state moved to, or nothing");
    const std::size_t start = require_column(table, "start_years", "when the spell begins");
    const std::size_t stop = require_column(table, "stop_years", "when the spell ends");
    std::vector<Spell> spells;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const auto& fields = table.rows[row].fields;
        const auto begin = read_time(table, row, start, problems), end = read_time(table, row, stop, problems);
        if (is_missing(fields[id])) problems.add(row, columns.id, "nobody is named: every spell needs a person");
        if (is_missing(fields[from])) problems.add(row, "from", "no state is named: a spell is of some state");
        if (!is_missing(fields[to]) && fields[to] == fields[from])
            problems.add(row, "to",
                         fmt::format("'{}' is the state that she is in: leave `to` empty where nothing "
                                     "happened",
                                     fields[to]));
        if (!begin || !end) continue;
        if (!(*end - *begin > shortest_spell)) {
            problems.add(row, "stop_years",
                         fmt::format("the spell ends at {} and begins at {}: the end has to be later", *end, *begin));
            continue;
        }
        spells.push_back({fields[id], fields[from], is_missing(fields[to]) ? "" : fields[to], *begin, *end, row});
    }
    return spells;
}

/// Spells of one person one after the other.
void check_order(const std::vector<Spell>& spells, RowProblems& problems) {
    for (std::size_t i = 1; i < spells.size(); ++i) {
        const Spell &last = spells[i - 1], &spell = spells[i];
        if (last.person != spell.person) continue;
        if (spell.start < last.stop)
            problems.add(
                spell.row, "start_years",
                fmt::format("begins at {}, before another spell of '{}' ends at {}: a person is in one state at "
                            "a time",
                            spell.start, spell.person, last.stop));
        else if (const std::string& state = last.to.empty() ? last.from : last.to; spell.from != state)
            problems.add(
                spell.row, "from",
                fmt::format("'{}' is in '{}' here, but was left in '{}' at {}: add the spell between, or mend one "
                            "of the two",
                            spell.person, spell.from, state, last.stop));
    }
}

/// States in the order in which spells name them, `from` first.
class StateNames {
public:
    std::uint32_t number(const CsvTable& table, std::size_t row, const std::string& name) {
        const auto [place, is_new] = numbers_.emplace(name, static_cast<std::uint32_t>(names.size()));
        if (is_new) {
            require_state_name(table.file, table.rows[row].line, name);
            names.push_back(name);
        }
        return place->second;
    }
    std::vector<std::string> names;

private:
    std::map<std::string, std::uint32_t> numbers_;
};

}  // namespace

ObservedCohort read_histories(CsvTable table, const HistoryColumns& columns) {
    RowProblems problems(table);
    std::vector<Spell> spells = read_spells(table, columns, problems);
    std::stable_sort(spells.begin(), spells.end(), [](const Spell& a, const Spell& b) {
        return a.person != b.person ? a.person < b.person : a.start < b.start;
    });
    check_order(spells, problems);
    problems.throw_if_any();
    if (spells.empty()) throw ConfigError({{table.file, 0, "", "no row below the header: a cohort has people"}});
    ObservedCohort cohort;
    StateNames states;
    std::vector<const Spell*> as_read;  // states are numbered in the order of the file
    for (const Spell& spell : spells) as_read.push_back(&spell);
    std::sort(as_read.begin(), as_read.end(), [](const Spell* a, const Spell* b) { return a->row < b->row; });
    for (const Spell* spell : as_read) states.number(table, spell->row, spell->from);
    for (const Spell* spell : as_read)
        if (!spell->to.empty()) states.number(table, spell->row, spell->to);
    for (std::size_t i = 0; i < spells.size(); ++i) {
        const Spell& spell = spells[i];
        if (i == 0 || spells[i - 1].person != spell.person) ++cohort.people;
        const std::uint32_t to = spell.to.empty() ? survival::no_transition : states.number(table, spell.row, spell.to);
        cohort.add(static_cast<std::uint32_t>(cohort.people - 1), {states.number(table, spell.row, spell.from), to},
                   spell.start, spell.stop, spell.row);
    }
    cohort.states = std::move(states.names);
    cohort.is_death.assign(cohort.states.size(), 0);
    for (const std::string& death : columns.deaths) {
        const std::uint32_t state = cohort.state("--death", death);
        if (!is_absorbing(cohort, state))
            throw UsageError("--death " + death + ": someone is seen to leave this state; a death is never left");
        cohort.is_death[state] = 1;
    }
    cohort.table = std::move(table);
    complete(cohort);
    return cohort;
}

}  // namespace ibtr::cohort
