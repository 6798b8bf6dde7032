#pragma once

#include <cstdint>

#include "ibtr/core/lane.hpp"
#include "ibtr/core/macros.hpp"
#include "ibtr/core/sojourn.hpp"
#include "ibtr/core/tables_view.hpp"
#include "ibtr/core/ticks.hpp"
#include "ibtr/core/walk_kind.hpp"

namespace ibtr::core {

/// A woman's visits are counted in 8 bits a counter, the counters in two words of 64 bits.
inline constexpr std::uint32_t visit_mask = (1U << visit_bits) - 1;
inline constexpr unsigned counters_per_word = 8;
static_assert(visit_counters == 2 * counters_per_word);

inline namespace IBTR_ISA_NAMESPACE {

// Of StateRecord::visit_counter.
IBTR_HD unsigned visit_shift(std::uint32_t counter) {
    return visit_bits * (counter % counters_per_word);
}
IBTR_HD unsigned visit_word(std::uint32_t counter) {
    return counter / counters_per_word % 2;
}

/// Visits so far of the states that can be visited again.
struct VisitCounts {
    std::uint64_t low = 0, high = 0;  ///< words 0 and 1

    [[nodiscard]] IBTR_HD std::uint32_t of(std::uint32_t counter) const {
        return static_cast<std::uint32_t>((visit_word(counter) == 0 ? low : high) >> visit_shift(counter)) & visit_mask;
    }
    IBTR_HD void add(std::uint32_t counter) {
        const std::uint64_t one = std::uint64_t{1} << visit_shift(counter);
        low += visit_word(counter) == 0 ? one : 0;
        high += visit_word(counter) == 0 ? 0 : one;
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
    if (state.visit_counter != 0) visits.add(state.visit_counter);
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
        if (state.visit_counter != 0) {
            visit = visits.of(state.visit_counter);
            if (visit >= tables.header.visit_limit) return false;
            visits.add(state.visit_counter);
        }
        e = draw_exponentials<L>(block, patient_low, state.address, visit, state.exits);
    }
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
