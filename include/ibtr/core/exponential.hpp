#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// Standard exponential variate -ln(u), u = (word + 1/2) / 2^32: strictly positive, from 1.16e-10 to 22.9,
/// relative error below 2^-20 for every word.
///
/// The word is converted as a signed number. In the upper half it is then 2^32 (u - 1), formed from the distance to
/// 1, so that small variates keep their relative accuracy: f = u - 1. In the lower half u = 2^-octaves m with m in
/// [1/2, 1) and f = m - 1. Either way f lies in [-1/2, 0) and -ln u = octaves ln 2 - ln(1 + f); ln(1 + f) = f P(f),
/// P of degree 7: minimax for the relative error on [-1/2, 0] (Remez exchange; 1.5e-7 before rounding).
template <class L>
IBTR_HD typename L::Real exponential(typename L::Word word) {
    using Real = typename L::Real;
    using Index = typename L::Index;

    const auto upper_half = L::as_index(word) < L::index(0);
    const Real scaled = L::to_real(L::as_index(word)) + L::real(0.5F);
    const Index bits = L::as_index(L::bits(scaled));
    const Real mantissa = L::from_bits(L::as_word((bits & L::index(0x007fffff)) | L::index(0x3f000000)));

    const Real f = L::select(upper_half, scaled * L::real(0x1p-32F), mantissa - L::real(1.0F));
    const Real octaves = L::to_real(L::select(upper_half, L::index(0), L::index(158) - (bits >> 23)));

    // Even and odd powers apart: one multiplication more, half as many operations that wait for one another.
    const Real f2 = f * f;
    Real even = L::real(-1.0815401123258959F);
    Real odd = L::real(-1.184931446340063F);
    even = even * f2 + L::real(0.03801808166872685F);
    odd = odd * f2 + L::real(-0.785430970690531F);
    even = even * f2 + L::real(0.3318626201764928F);
    odd = odd * f2 + L::real(-0.2722505348265391F);
    even = even * f2 + L::real(0.9999998524273863F);
    odd = odd * f2 + L::real(-0.5000365432163347F);
    const Real p = odd * f + even;
    return octaves * L::real(0.6931471805599453F) - p * f;
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
