#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"

namespace ibtr::core {

/// A bin has at most 2^8 ticks: the offsets of 2^16 women who enter a state 255 times each sum to less than
/// 2^32, so that one 64-bit counter can hold a number of events (upper half) and their offsets (lower half).
inline constexpr unsigned max_tick_shift = 8;
inline constexpr std::uint32_t max_women_per_counter = 1U << 16;

/// What an event adds to such a counter, besides its offset in ticks.
inline constexpr std::uint64_t one_event = std::uint64_t{1} << 32;

inline namespace IBTR_ISA_NAMESPACE {

IBTR_HD std::uint64_t events_in(std::uint64_t counter) {
    return counter >> 32;
}
IBTR_HD std::uint64_t offsets_in(std::uint64_t counter) {
    return counter & 0xffffffffU;
}

/// Tick of an event at time t > 0 [ticks], at most the horizon: tick k is the interval (k, k + 1], so that
/// an event at exactly a bin's end has happened by then. 0 for t = 0.
template <class L>
IBTR_HD typename L::Index tick_of(typename L::Real t) {
    const typename L::Index last = L::round_up(t) - L::index(1);
    return L::select(last < L::index(0), L::index(0), last);
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
