#pragma once

#include <cstdint>

#include "ibtr/core/lane.hpp"
#include "ibtr/core/macros.hpp"
#include "ibtr/core/sojourn.hpp"
#include "ibtr/core/tables_view.hpp"
#include "ibtr/core/ticks.hpp"
#include "ibtr/core/walk_kind.hpp"

namespace ibtr::core {

/// A woman's visits are counted in 8 bits a state, the states in two words of 64 bits.
inline constexpr std::uint32_t visit_mask = 0xff;
inline constexpr unsigned states_per_visit_word = 8;

inline namespace IBTR_ISA_NAMESPACE {

IBTR_HD unsigned visit_shift(std::uint32_t state) {
    return 8 * (state % states_per_visit_word);
}

/// Visits so far of each state that can be visited again.
struct VisitCounts {
    std::uint64_t low_states = 0, high_states = 0;  ///< states 0 to 7, 8 to 15

    [[nodiscard]] IBTR_HD std::uint32_t of(std::uint32_t state) const {
        return static_cast<std::uint32_t>((state < states_per_visit_word ? low_states : high_states) >>
                                          visit_shift(state)) &
               visit_mask;
    }
    IBTR_HD void add(std::uint32_t state) {
        const std::uint64_t one = std::uint64_t{1} << visit_shift(state);
        low_states += state < states_per_visit_word ? one : 0;
        high_states += state < states_per_visit_word ? 0 : one;
    }
};

/// Walks one woman under one strategy from time zero to absorption or the horizon.
/// @param start the node in which she begins
/// @param row of her hazards, tables_row
/// @param first the exponentials of her first sojourn, which are the same under every strategy
/// @param record called as record(edge, tick) for every event up to the horizon
/// @return false where a state was visited more often than the visit limit allows
/// @tparam kind walk_kind of the tables
template <WalkKind kind, class L = Lane, class Record>
IBTR_HD bool walk_patient(const TablesView& tables, const NodeRecord& start, std::uint32_t row,
                          const float* inverse_multipliers, const PatientBlock& block, std::uint32_t patient_low,
                          typename L::Real age, const Exponentials<L>& first, Record record) {
    const auto horizon = L::real(static_cast<float>(tables.header.bins << tables.header.tick_shift));
    VisitCounts visits;
    Exponentials<L> e = first;
    auto time = L::real(0.0F);
    auto clock_start = time;  // of the entry clock
    NodeRecord here = start;
    StateRecord state = tables.states[here.state];
    if (state.on_cycle != 0) visits.add(here.state);
    while (true) {
        Jump<L> jump;
        const Clocks<L> entry{time, age, clock_start};
        if constexpr (is_in_cycles(kind))
            jump = first_exit_in_cycles<L, has_entry_clocks(kind)>(tables, state, row, e, entry);
        else
            jump = first_exit<L, has_entry_clocks(kind)>(tables, state, row, inverse_multipliers, e, entry);
        if (jump.time_ticks > horizon) return true;
        const std::uint32_t edge = here.first_edge + static_cast<std::uint32_t>(jump.exit);
        record(edge, static_cast<std::uint32_t>(tick_of<L>(jump.time_ticks)));
        time = jump.time_ticks;
        here = tables.nodes[tables.edge_to[edge]];
        const std::uint32_t entry_clock = state.entry_clock;
        state = tables.states[here.state];
        if constexpr (has_entry_clocks(kind))
            if (state.entry_clock != entry_clock) clock_start = time;
        if (state.exits == 0) return true;
        std::uint32_t visit = 0;
        if (state.on_cycle != 0) {
            visit = visits.of(here.state);
            if (visit >= tables.header.visit_limit) return false;
            visits.add(here.state);
        }
        e = draw_exponentials<L>(block, patient_low, here.state, visit, state.exits);
    }
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
