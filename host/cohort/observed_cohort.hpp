#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "base/remark.hpp"
#include "survival/aalen_johansen.hpp"

/// What was seen of people who moved between states: read, checked and described.
namespace ibtr::cohort {

/// A file that numbers come from.
struct SourceFile {
    std::string path, digest;
};

/// A pair of states that someone was seen to move between.
struct Move {
    std::uint32_t from = 0, to = 0;
    friend bool operator==(const Move&, const Move&) = default;
};

/// One row a spell: a person in a state, from when she was watched there until she moved or the watching ended.
struct ObservedCohort {
    std::vector<SourceFile> files;
    std::vector<std::string> states;
    std::vector<std::uint8_t> is_death;  ///< by state
    std::uint32_t start_state = 0;       ///< where most people were first seen
    std::size_t people = 0;

    std::vector<std::uint32_t> id, from, to;  ///< of each row; `to` is survival::no_transition where none was seen
    std::vector<double> start, stop;          ///< [years since time zero], (start, stop]
    std::vector<double> entered;              ///< when she came into the state; NaN where that is not known
    CsvTable table;                           ///< as read
    std::vector<std::size_t> table_row;       ///< where each row stands in it

    Remarks remarks;

    [[nodiscard]] survival::TransitionRows rows() const { return {id, from, to, start, stop}; }
    /// Adds a row; `entered` is found later.
    void add(std::uint32_t person, Move move, double start_years, double stop_years, std::size_t row_of_table);
    /// Position of a state. @throws UsageError with the states that there are
    [[nodiscard]] std::uint32_t state(const std::string& option, const std::string& name) const;
    /// "relapse_to_dead": as the config fragment names the transition too.
    [[nodiscard]] std::string name_of(Move move) const { return states[move.from] + "_to_" + states[move.to]; }
};

/// Every move that was seen, ordered by its states.
std::vector<Move> moves_of(const ObservedCohort& cohort);

/// The move of that name. @throws UsageError with the names that there are
Move find_move(const ObservedCohort& cohort, const std::string& option, const std::string& name);

/// Whether nobody was seen to leave the state.
bool is_absorbing(const ObservedCohort& cohort, std::uint32_t state);

/// Where people start, and when each came into her state: at time zero who starts in the start state or is seen from
/// time zero, when she moved there who moved; NaN else. Rows of a person stand together in order of time.
void complete(ObservedCohort& cohort);

}  // namespace ibtr::cohort
