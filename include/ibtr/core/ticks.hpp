#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// Tick of an event at time t > 0 [ticks], at most the horizon: tick k is the interval (k, k + 1], so that
/// an event at exactly a bin's end has happened by then. 0 for t = 0.
template <class L>
IBTR_HD typename L::Index tick_of(typename L::Real t) {
    const typename L::Index whole = L::truncate(t);
    const typename L::Index last = L::select(t > L::to_real(whole), whole, whole - L::index(1));
    return L::select(last < L::index(0), L::index(0), last);
}

/// One 32-bit counter holds a number of events (upper 12 bits) and the sum of their offsets within the
/// bin in ticks (lower 20): one addition an event. It is exact for up to max_packed_events events.
inline constexpr unsigned packed_offset_bits = 20;
inline constexpr std::uint32_t max_packed_events = 4095;
inline constexpr unsigned max_tick_shift = 8;  ///< 4095 * (2^8 - 1) < 2^20

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
