#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cohort/groups.hpp"
#include "cohort/observed_cohort.hpp"
#include "survival/event_times.hpp"

namespace ibtr::cohort {

/// What years are counted from: time zero, or entry to the state.
enum class Clock : std::uint8_t { time, sojourn };
std::string_view name_of(Clock clock);

/// Times to one kind of event, with the row of the cohort that each is of.
struct Spells {
    std::vector<double> entry, exit;
    std::vector<std::uint8_t> event;
    std::vector<std::size_t> row;

    [[nodiscard]] survival::EventTimes times() const { return {entry, exit, event, {}}; }
};

/// Everyone at risk of a move, on a clock. On `sojourn` without rows whose entry to the state is not known.
Spells spells_at_risk(const ObservedCohort& cohort, Move move, Clock clock);

/// The same of entry to a state from any other, by years since time zero.
Spells spells_before(const ObservedCohort& cohort, std::uint32_t to);

/// Histories from time zero, or of those who are seen to enter a state from their first entry to it on.
struct Histories {
    std::vector<std::uint32_t> id, from, to;
    std::vector<double> start, stop;
    std::vector<std::size_t> row;  ///< of the cohort

    [[nodiscard]] survival::TransitionRows rows() const { return {id, from, to, start, stop}; }
};
Histories histories_from_zero(const ObservedCohort& cohort);
Histories histories_since_entry(const ObservedCohort& cohort, std::uint32_t state);

/// Times to death, of whichever kind, in histories.
Spells spells_before_death(const ObservedCohort& cohort, const Histories& histories);

/// Only what is of one level.
Spells only(const Spells& spells, const Grouping& grouping, std::uint32_t level);
Histories only(const Histories& histories, const Grouping& grouping, std::uint32_t level);

}  // namespace ibtr::cohort
