#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "cohort/read_cohort.hpp"

namespace ibtr::cohort {
namespace {

struct EventColumn {
    std::string name;    ///< of the column
    std::size_t column;  ///< its position
};

/// What happened to one person.
struct DatedEvent {
    double time;
    std::uint32_t state;  ///< states are numbered from the least to the worst
};

class WideReader {
public:
    WideReader(const CsvTable& table, const WideColumns& columns) : table_(table), problems_(table) {
        id_ = require_column(table, columns.id, "who it is (--id names another column)");
        exit_ = require_column(table, columns.exit, "the end of watching (--exit)");
        for (const auto& [state, column] : columns.events)
            events_.push_back({column, require_column(table, column, "--event " + state)});
        if (!columns.death.empty()) events_.push_back({columns.death, require_column(table, columns.death, "--death")});
        has_death_ = !columns.death.empty();
    }

    void read(ObservedCohort& cohort) {
        std::set<std::string> known;
        for (std::size_t row = 0; row < table_.rows.size(); ++row) {
            const std::string& person = table_.rows[row].fields[id_];
            if (is_missing(person) || !known.insert(person).second)
                problems_.add(row, table_.header[id_],
                              fmt::format("'{}': every row needs a person of its own; rows of spells are read without "
                                          "--event and --exit",
                                          person));
            read_person(cohort, row);
        }
        problems_.throw_if_any();
    }
    [[nodiscard]] std::size_t ties() const { return ties_; }
    [[nodiscard]] std::size_t out_of_order() const { return out_of_order_; }

private:
    std::optional<double> time_of(std::size_t row, std::size_t column) {
        const std::string& field = table_.rows[row].fields[column];
        if (is_missing(field)) return std::nullopt;
        const auto time = parse_number(field);
        if (time && *time > 0) return time;
        problems_.add(row, table_.header[column],
                      fmt::format("'{}': expected years after time zero, above 0, or nothing or NA where it did not "
                                  "happen",
                                  field));
        return std::nullopt;
    }

    void read_person(ObservedCohort& cohort, std::size_t row) {
        const auto exit = time_of(row, exit_);
        if (!exit) {
            if (is_missing(table_.rows[row].fields[exit_]))
                problems_.add(row, table_.header[exit_], "missing: everyone is watched until some time");
            return;
        }
        std::vector<DatedEvent> events;
        for (std::size_t k = 0; k < events_.size(); ++k) {
            const auto time = time_of(row, events_[k].column);
            if (!time) continue;
            if (*time > *exit)
                problems_.add(row, events_[k].name, fmt::format("comes at {}, after the exit at {}", *time, *exit));
            events.push_back({*time, static_cast<std::uint32_t>(k + 1)});
        }
        if (has_death_ && !events.empty() && events.back().state == events_.size() && events.back().time < *exit)
            problems_.add(row, events_.back().name,
                          fmt::format("death at {}, before the exit at {}: nobody is watched after death",
                                      events.back().time, *exit));
        add_spells(cohort, row, std::move(events), *exit);
    }

    /// A person moves to worse states only. Of events at one time the worst counts.
    void add_spells(ObservedCohort& cohort, std::size_t row, std::vector<DatedEvent> events, double exit) {
        std::stable_sort(events.begin(), events.end(), [](const DatedEvent& a, const DatedEvent& b) {
            return a.time != b.time ? a.time < b.time : a.state > b.state;
        });
        const auto person = static_cast<std::uint32_t>(cohort.people++);
        std::uint32_t state = 0;
        double since = 0;
        for (const DatedEvent& event : events) {
            if (event.state < state) {
                ++(event.time == since ? ties_ : out_of_order_);
                continue;
            }
            cohort.add(person, {state, event.state}, since, event.time, row);
            state = event.state;
            since = event.time;
        }
        const bool is_dead = has_death_ && state == events_.size();
        if (!is_dead && since < exit) cohort.add(person, {state, survival::no_transition}, since, exit, row);
    }

    const CsvTable& table_;
    RowProblems problems_;
    std::size_t id_ = 0, exit_ = 0;
    std::vector<EventColumn> events_;
    bool has_death_ = false;
    std::size_t ties_ = 0, out_of_order_ = 0;
};

void require_distinct(const std::vector<std::string>& states) {
    for (std::size_t i = 0; i < states.size(); ++i)
        if (std::find(states.begin() + static_cast<std::ptrdiff_t>(i) + 1, states.end(), states[i]) != states.end())
            throw UsageError("--event " + states[i] + ": two states of this name; --initial names the first one");
}

}  // namespace

ObservedCohort read_wide(CsvTable table, const WideColumns& columns) {
    ObservedCohort cohort;
    cohort.states.push_back(columns.initial);
    for (const auto& [state, column] : columns.events) cohort.states.push_back(state);
    if (!columns.death.empty()) cohort.states.emplace_back("dead");
    for (const std::string& state : cohort.states)
        require_state_name(state == columns.initial ? "--initial" : "--event", 0, state);
    require_distinct(cohort.states);
    cohort.is_death.assign(cohort.states.size(), 0);
    if (!columns.death.empty()) cohort.is_death.back() = 1;
    WideReader reader(table, columns);
    reader.read(cohort);
    if (cohort.id.empty()) throw ConfigError({{table.file, 0, "", "no row below the header: a cohort has people"}});
    if (reader.ties() > 0)
        cohort.remarks.push_back(
            {Remark::Kind::warning,
             fmt::format("{} events come at the time of a worse one: only the worse counts", reader.ties())});
    if (reader.out_of_order() > 0)
        cohort.remarks.push_back(
            {Remark::Kind::warning,
             fmt::format("{} events come after one that stands later among --event: left out; give the order in which "
                         "states follow each other",
                         reader.out_of_order())});
    cohort.table = std::move(table);
    complete(cohort);
    return cohort;
}

}  // namespace ibtr::cohort
