#pragma once

#include <cstdint>

#include "ibtr/core/address.hpp"
#include "ibtr/core/exponential.hpp"
#include "ibtr/core/macros.hpp"
#include "ibtr/core/piecewise.hpp"
#include "ibtr/core/tables_view.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// One unit exponential per exit of a state.
template <class L>
struct Exponentials {
    typename L::Real of_exit[max_exits];
};

/// How a sojourn ends: which exit (0-based within the state) and when [ticks since time zero].
template <class L>
struct Jump {
    typename L::Index exit;
    typename L::Real time_ticks;
};

/// What the clocks of a woman read when she enters a state.
template <class L>
struct Clocks {
    typename L::Real time_ticks;         ///< since time zero
    typename L::Real age_ticks;          ///< her age at time zero, above the start of the stratum's band
    typename L::Real clock_start_ticks;  ///< when the state's entry clock was 0; read where there are such clocks
};

/// The exponentials that decide a sojourn.
/// @param state StateRecord::address
template <class L>
IBTR_HD Exponentials<L> draw_exponentials(const PatientBlock& block, typename L::Word patient_low, std::uint32_t state,
                                          typename L::Word visit, std::uint32_t exits) {
    Exponentials<L> e;
    const Block<L> first = random_block<L>(block, patient_low, state, visit, Purpose::sojourn);
    IBTR_UNROLL
    for (unsigned k = 0; k < exits_per_block; ++k)
        if (k < exits) e.of_exit[k] = exponential<L>(first.word[k]);
    if (exits > exits_per_block) {
        const Block<L> more = random_block<L>(block, patient_low, state, visit, Purpose::sojourn_more);
        IBTR_UNROLL
        for (unsigned k = 0; k < exits_per_block; ++k)
            if (k + exits_per_block < exits) e.of_exit[k + exits_per_block] = exponential<L>(more.word[k]);
    }
    return e;
}

/// The number of whole cycles in x >= 0 ticks, exactly: below 2^24 ticks multiples of a cycle are float32 numbers.
template <class L>
IBTR_HD typename L::Real whole_cycles(const TablesHeader& header, typename L::Real x) {
    const auto ticks = L::real(static_cast<float>(header.cycle_ticks));
    // The quotient by a rounded reciprocal may end up one cycle too high, and rounding up another.
    auto cycles = L::to_real(L::round_up(x * L::from_bits(L::word(header.cycles_per_tick))));
    cycles = L::select(x < cycles * ticks, cycles - L::real(1.0F), cycles);
    return L::select(x < cycles * ticks, cycles - L::real(1.0F), cycles);
}

/// Age at time zero above the start of the stratum's band [ticks]; in a model in cycles, whole ones.
template <class L, bool in_cycles>
IBTR_HD typename L::Real draw_age(const TablesView& tables, std::uint32_t stratum, const PatientBlock& block,
                                  typename L::Word patient_low) {
    const TableRef table = tables.age_tables[stratum];
    if (table.log2_size == 0) return L::real(tables.pool[table.first]);
    const Block<L> words = random_block<L>(block, patient_low, 0, L::word(0), Purpose::age);
    const auto u = (L::to_real(words.word[0]) + L::real(0.5F)) * L::real(0x1p-32F);
    // Half a float32 spacing below 1: the rounded u of the largest words would leave the band.
    const auto inside = L::select(u < L::real(1.0F), u, L::real(0.99999994F));
    const auto age = invert<L>(tables.pool, table, inside);
    if constexpr (in_cycles)
        return whole_cycles<L>(tables.header, age) * L::real(static_cast<float>(tables.header.cycle_ticks));
    return age;
}

/// What a clock other than the sojourn reads on entry.
/// @tparam entry_clocks whether any exit goes by an entry clock
template <class L, bool entry_clocks>
IBTR_HD typename L::Real clock_at(const Clocks<L>& entry, Clock clock) {
    if constexpr (entry_clocks)
        if (clock == Clock::entry) return entry.time_ticks - entry.clock_start_ticks;
    return clock == Clock::age ? entry.age_ticks + entry.time_ticks : entry.time_ticks;
}

/// Time from entry until exit k would fire alone: solves H(c0 + tau) = H(c0) + E / multiplier.
template <class L, bool entry_clocks>
IBTR_HD typename L::Real latent_time(const float* pool, TableRef table, Clock clock, const Clocks<L>& entry,
                                     typename L::Real e, float inverse_multiplier) {
    const auto target = e * L::real(inverse_multiplier);
    if (clock == Clock::sojourn) return invert<L>(pool, table, target);
    const auto start = clock_at<L, entry_clocks>(entry, clock);
    const auto reached = evaluate<L>(pool, table, start) + target;
    const auto tau = invert<L>(pool, table, reached) - start;
    return L::select(tau < L::real(0.0F), L::real(0.0F), tau);
}

/// Row of TablesView::exit_tables that holds the hazards of a stratum under a strategy.
IBTR_HD std::uint32_t tables_row(const TablesHeader& header, std::uint32_t strategy, std::uint32_t stratum) {
    return header.tables_by_strategy * strategy * header.strata + stratum;
}

/// How a sojourn ends in a model in cycles. An exit would be taken at the end of the cycle that its latent time lies
/// in, which is whole cycles after entry; the earliest cycle wins, in a cycle the earliest turn, in a turn the smallest
/// latent time. So the exits of a turn exclude one another with the probabilities of their hazards (CycleHazards).
template <class L, bool entry_clocks>
IBTR_HD Jump<L> first_exit_in_cycles(const TablesView& tables, const StateRecord& state, std::uint32_t row,
                                     const Exponentials<L>& e, const Clocks<L>& entry) {
    const TableRef* refs = tables.exit_tables + row * tables.header.exits + state.first_exit;
    const ExitRecord* exits = tables.exits + state.first_exit;
    const auto later = L::real(2 * never_ticks);
    const auto turns = L::real(static_cast<float>(max_exits));
    Jump<L> jump{L::index(0), later};
    auto first_turn = later, first_tau = later;
    IBTR_UNROLL
    for (unsigned k = 0; k < max_exits; ++k) {
        if (k < state.exits) {
            const auto tau =
                latent_time<L, entry_clocks>(tables.pool, refs[k], exits[k].clock, entry, e.of_exit[k], 1.0F);
            const auto cycles = whole_cycles<L>(tables.header, tau);
            // One number for cycle and turn: below 2^24 where it counts.
            const auto turn = cycles * turns + L::real(static_cast<float>(exits[k].turn));
            const auto rank = L::select(turn < first_turn, L::real(-1.0F), L::select(first_turn < turn, later, tau));
            const auto earlier = rank < first_tau;
            jump.exit = L::select(earlier, L::index(static_cast<std::int32_t>(k)), jump.exit);
            jump.time_ticks = L::select(earlier, cycles, jump.time_ticks);
            first_turn = L::select(earlier, turn, first_turn);
            first_tau = L::select(earlier, tau, first_tau);
        }
    }
    const auto cycle = L::real(static_cast<float>(tables.header.cycle_ticks));
    jump.time_ticks = entry.time_ticks + (jump.time_ticks + L::real(1.0F)) * cycle;
    return jump;
}

/// The first-reaction method: the smallest latent time wins, ties go to the earlier transition.
/// @param row tables_row
template <class L, bool entry_clocks>
IBTR_HD Jump<L> first_exit(const TablesView& tables, const StateRecord& state, std::uint32_t row,
                           const float* inverse_multipliers, const Exponentials<L>& e, const Clocks<L>& entry) {
    const TableRef* refs = tables.exit_tables + row * tables.header.exits + state.first_exit;
    const ExitRecord* exits = tables.exits + state.first_exit;
    const float* inverse = inverse_multipliers + state.first_exit;
    Jump<L> jump{L::index(0),
                 latent_time<L, entry_clocks>(tables.pool, refs[0], exits[0].clock, entry, e.of_exit[0], inverse[0])};
    IBTR_UNROLL
    for (unsigned k = 1; k < max_exits; ++k) {
        if (k < state.exits) {
            const auto tau =
                latent_time<L, entry_clocks>(tables.pool, refs[k], exits[k].clock, entry, e.of_exit[k], inverse[k]);
            const auto earlier = tau < jump.time_ticks;
            jump.exit = L::select(earlier, L::index(static_cast<std::int32_t>(k)), jump.exit);
            jump.time_ticks = L::select(earlier, tau, jump.time_ticks);
        }
    }
    jump.time_ticks = entry.time_ticks + jump.time_ticks;
    return jump;
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
