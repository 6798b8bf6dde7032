#pragma once

#include <cmath>
#include <cstdint>

#include "ibtr/core/exponential.hpp"
#include "ibtr/core/lane.hpp"

namespace ibtr::core {

/// -ln((word + 1/2) / 2^32) in double: log1p keeps full relative accuracy near u = 1.
inline double reference(std::uint32_t word) {
    const double complement = static_cast<double>(~word) + 0.5;  // 2^32 - (word + 1/2), exact
    if (word >= 0x80000000U) return -std::log1p(-complement * 0x1p-32);
    return -std::log((static_cast<double>(word) + 0.5) * 0x1p-32);
}

inline double relative_error(std::uint32_t word) {
    const double exact = reference(word);
    return std::abs(static_cast<double>(exponential<Lane>(word)) - exact) / exact;
}

// The promise of the function's comment, from which the bias of every simulated time is bounded.
inline constexpr double tolerance = 0x1p-20;

}  // namespace ibtr::core
