#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// One patient at a time: what a CUDA thread uses. A vector type with the same members walks several
/// patients in lockstep with the same stages and, lane by lane, the same bits.
///
/// Every floating operation is one IEEE float32 add, subtract, multiply, compare or convert, rounded to
/// nearest; nothing may be contracted to a fused operation.
struct Lane {
    using Real = float;
    using Word = std::uint32_t;
    using Index = std::int32_t;
    static constexpr int width = 1;

    IBTR_HD static Real real(float value) { return value; }
    IBTR_HD static Word word(std::uint32_t value) { return value; }
    IBTR_HD static Index index(std::int32_t value) { return value; }

    IBTR_HD static Real select(bool condition, Real yes, Real no) { return condition ? yes : no; }
    IBTR_HD static Index select(bool condition, Index yes, Index no) { return condition ? yes : no; }

    IBTR_HD static Real to_real(Word value) { return static_cast<float>(value); }
    IBTR_HD static Real to_real(Index value) { return static_cast<float>(value); }
    /// The smallest integer at or above value >= 0.
    IBTR_HD static Index round_up(Real value) {
#if defined(__CUDA_ARCH__)
        return __float2int_ru(value);
#else
        const Index whole = static_cast<std::int32_t>(value);
        return whole + (value > static_cast<float>(whole) ? 1 : 0);
#endif
    }
    IBTR_HD static Word bits(Real value) {
        return __builtin_bit_cast(std::uint32_t, value);
    }
    IBTR_HD static Real from_bits(Word value) {
        return __builtin_bit_cast(float, value);
    }
    IBTR_HD static Index as_index(Word value) {
        return static_cast<std::int32_t>(value);
    }
    IBTR_HD static Word as_word(Index value) {
        return static_cast<std::uint32_t>(value);
    }

    /// A word as Philox multiplies it; a vector keeps its even and its odd lanes apart.
    using Factor = Word;
    IBTR_HD static Factor factor(Word value) {
        return value;
    }
    IBTR_HD static Word word_of(Factor value) {
        return value;
    }
    IBTR_HD static Factor mix(Factor a, Factor b, std::uint32_t key) {
        return a ^ b ^ key;
    }
    /// Both halves of the product of two 32-bit words.
    IBTR_HD static void multiply_wide(Factor a, std::uint32_t b, Factor& high, Factor& low) {
#if defined(__CUDA_ARCH__)
        // One multiplication and its two halves; from C++ the compiler makes a shift and two conversions as well.
        asm("{\n\t"
            ".reg .u64 product;\n\t"
            "mul.wide.u32 product, %2, %3;\n\t"
            "mov.b64 {%1, %0}, product;\n\t"
            "}"
            : "=r"(high), "=r"(low)
            : "r"(a), "r"(b));
#else
        const std::uint64_t product = static_cast<std::uint64_t>(a) * b;
        high = static_cast<std::uint32_t>(product >> 32);
        low = static_cast<std::uint32_t>(product);
#endif
    }

    /// Last k with keys[k] <= x, for a non-decreasing table of 2^log2_size entries whose first entry is <= x.
    IBTR_HD static Index search(const float* keys, unsigned log2_size, Real x) {
        Index k = 0;
        for (Index step = (Index{1} << log2_size) >> 1; step > 0; step >>= 1) {
            const Index next = k + step;
            k = keys[next] <= x ? next : k;
        }
        return k;
    }

    /// Straight-piece interpolation from the last key that is <= x: (x - keys[k]) * slopes[k] + onto[k].
    IBTR_HD static Real interpolate(const float* keys, const float* onto, const float* slopes, unsigned log2_size,
                                    Real x) {
        const Index k = search(keys, log2_size, x);
        return (x - keys[k]) * slopes[k] + onto[k];
    }
};

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
