#include "cohort/spells.hpp"

#include <cmath>
#include <utility>

#include "base/statistics.hpp"

namespace ibtr::cohort {
namespace {

/// Years since a later time zero, to 1e-9: what was equal in the decimals of a file is equal again after subtraction,
/// so that ties stay ties.
double years_since(double time, double zero) {
    constexpr double per_year = 1e9;
    return zero == 0 ? time : std::round((time - zero) * per_year) / per_year;
}

void add_spell(Spells& spells, double entry, double exit, bool event, std::size_t row) {
    if (!(exit > entry)) return;  // nothing is left of it after rounding
    spells.entry.push_back(entry);
    spells.exit.push_back(exit);
    spells.event.push_back(event ? 1 : 0);
    spells.row.push_back(row);
}

void add_history(Histories& histories, const ObservedCohort& cohort, std::size_t row, double since) {
    const double start = years_since(cohort.start[row], since), stop = years_since(cohort.stop[row], since);
    if (!(stop > start)) return;
    histories.id.push_back(cohort.id[row]);
    histories.from.push_back(cohort.from[row]);
    histories.to.push_back(cohort.to[row]);
    histories.start.push_back(start);
    histories.stop.push_back(stop);
    histories.row.push_back(row);
}

}  // namespace

std::string_view name_of(Clock clock) {
    return clock == Clock::time ? "time" : "sojourn";
}

Spells spells_at_risk(const ObservedCohort& cohort, Move move, Clock clock) {
    Spells spells;
    for (std::size_t i = 0; i < cohort.id.size(); ++i) {
        const double since = clock == Clock::time ? 0 : cohort.entered[i];
        if (cohort.from[i] != move.from || std::isnan(since)) continue;
        add_spell(spells, years_since(cohort.start[i], since), years_since(cohort.stop[i], since),
                  cohort.to[i] == move.to, i);
    }
    return spells;
}

Spells spells_before(const ObservedCohort& cohort, std::uint32_t to) {
    std::vector<std::uint8_t> leads_there(cohort.states.size(), 0);
    for (const Move move : moves_of(cohort))
        if (move.to == to) leads_there[move.from] = 1;
    Spells spells;
    for (std::size_t i = 0; i < cohort.id.size(); ++i)
        if (leads_there[cohort.from[i]] != 0) add_spell(spells, cohort.start[i], cohort.stop[i], cohort.to[i] == to, i);
    return spells;
}

Histories histories_from_zero(const ObservedCohort& cohort) {
    Histories histories;
    for (std::size_t i = 0; i < cohort.id.size(); ++i) add_history(histories, cohort, i, 0);
    return histories;
}

Histories histories_since_entry(const ObservedCohort& cohort, std::uint32_t state) {
    Histories histories;
    double since = undefined;
    bool was_there = false;  // a second entry is not the first one
    for (std::size_t i = 0; i < cohort.id.size(); ++i) {
        if (i == 0 || cohort.id[i] != cohort.id[i - 1]) {
            since = undefined;
            was_there = false;
        }
        if (cohort.from[i] == state && !std::exchange(was_there, true)) since = cohort.entered[i];
        if (!std::isnan(since)) add_history(histories, cohort, i, since);
    }
    return histories;
}

Spells spells_before_death(const ObservedCohort& cohort, const Histories& histories) {
    Spells spells;
    for (std::size_t i = 0; i < histories.id.size(); ++i) {
        const std::uint32_t to = histories.to[i];
        const bool dies = to != survival::no_transition && cohort.is_death[to] != 0;
        add_spell(spells, histories.start[i], histories.stop[i], dies, histories.row[i]);
    }
    return spells;
}

Spells only(const Spells& spells, const Grouping& grouping, std::uint32_t level) {
    Spells some;
    for (std::size_t i = 0; i < spells.row.size(); ++i)
        if (grouping.level_of[spells.row[i]] == level)
            add_spell(some, spells.entry[i], spells.exit[i], spells.event[i] != 0, spells.row[i]);
    return some;
}

Histories only(const Histories& histories, const Grouping& grouping, std::uint32_t level) {
    Histories some;
    for (std::size_t i = 0; i < histories.row.size(); ++i) {
        if (grouping.level_of[histories.row[i]] != level) continue;
        some.id.push_back(histories.id[i]);
        some.from.push_back(histories.from[i]);
        some.to.push_back(histories.to[i]);
        some.start.push_back(histories.start[i]);
        some.stop.push_back(histories.stop[i]);
        some.row.push_back(histories.row[i]);
    }
    return some;
}

}  // namespace ibtr::cohort
