#pragma once

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <optional>

#include "uncertainty/extended.hpp"

namespace ibtr::extended {

/// Root of a monotone function in [low, high], to 2^-52 of its size (Alefeld, Potra, Shi 1995).
/// @return nothing where both ends have the same sign
template <class Function>
std::optional<Real> root(Function&& function, Real low, Real high) {
    const Real at_low = function(low), at_high = function(high);
    if (at_low == 0) return low;
    if (at_high == 0) return high;
    if (!(at_low * at_high < 0)) return std::nullopt;
    std::uintmax_t steps = 200;
    const auto [a, b] = boost::math::tools::toms748_solve(function, low, high, at_low, at_high,
                                                          boost::math::tools::eps_tolerance<Real>(52), steps);
    return (a + b) / 2;
}

}  // namespace ibtr::extended
