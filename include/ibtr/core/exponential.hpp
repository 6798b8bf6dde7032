#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// Standard exponential variate -ln(u), u = (word + 1/2) / 2^32: strictly positive, from 1.16e-10 to 22.9,
/// relative error below 2^-20 for every word.
///
/// For u <= sqrt(1/2), u = 2^(e - 32) m with m in [sqrt(1/2), sqrt(2)) and -ln u = (32 - e) ln 2 - ln m.
/// Nearer to 1, f = u - 1 is formed exactly from the complement of the word, so that small variates keep
/// their relative accuracy. ln(1 + f) = f P(f), P of degree 7: minimax for the relative error on
/// [sqrt(1/2) - 1, sqrt(2) - 1] (Remez exchange; 1.7e-7 before rounding).
template <class L>
IBTR_HD typename L::Real exponential(typename L::Word word) {
    using Real = typename L::Real;
    using Word = typename L::Word;
    using Index = typename L::Index;

    const auto near_one = word >= L::word(0xB504F334U);

    const Real scaled = L::to_real(word) + L::real(0.5F);
    const Index shifted = L::as_index(L::bits(scaled)) - L::index(0x3f3504f3);
    const Index exponent = shifted >> 23;
    const Real mantissa = L::from_bits(L::as_word((shifted & L::index(0x007fffff)) + L::index(0x3f3504f3)));

    const Word complement = ~word;
    const Real below_one = (L::to_real(complement) + L::real(0.5F)) * L::real(-0x1p-32F);

    const Real f = L::select(near_one, below_one, mantissa - L::real(1.0F));
    const Real octaves = L::select(near_one, L::real(0.0F), L::real(32.0F) - L::to_real(exponent));

    Real p = L::real(-0.10106893652118575F);
    p = p * f + L::real(0.16222578994101858F);
    p = p * f + L::real(-0.17250829707491633F);
    p = p * f + L::real(0.19900165672442321F);
    p = p * f + L::real(-0.24969909086312944F);
    p = p * f + L::real(0.3333505893891459F);
    p = p * f + L::real(-0.5000036512283147F);
    p = p * f + L::real(0.9999999453098218F);
    return octaves * L::real(0.6931471805599453F) - p * f;
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
