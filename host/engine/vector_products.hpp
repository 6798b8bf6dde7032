#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "ibtr/core/macros.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a 64-bit element holds the even lane in its lower half");

/// GNU vectors of W 4-byte elements, or of half as many 8-byte ones (g++ 12 takes no vector size that depends on a
/// template argument).
template <int W>
struct Vectors;
#define IBTR_VECTORS(W)                                                 \
    template <>                                                         \
    struct Vectors<W> {                                                 \
        typedef float Real __attribute__((vector_size(4 * W)));         \
        typedef std::uint32_t Word __attribute__((vector_size(4 * W))); \
        typedef std::int32_t Index __attribute__((vector_size(4 * W))); \
        typedef std::uint64_t Wide __attribute__((vector_size(4 * W))); \
    }
IBTR_VECTORS(4);
IBTR_VECTORS(8);
IBTR_VECTORS(16);
#undef IBTR_VECTORS

/// Products of 32-bit words in 64 bits, for Philox: the members of core::Lane. Even and odd lanes stay apart over all
/// rounds, for a vector multiplies every second lane and leaves its product where the next round wants it.
template <int W>
struct VectorProducts {
    using Word = typename Vectors<W>::Word;
    using Wide = typename Vectors<W>::Wide;

    /// A word a lane, lane by lane: even lanes as the lower halves of one vector of 64-bit elements, odd lanes as
    /// those of another. The upper halves may hold anything.
    struct Factor {
        Wide even, odd;
    };
    IBTR_HD static Factor factor(Word value) {
        const Wide even = (Wide)value;
        return {even, even >> 32};
    }
    IBTR_HD static Word word_of(Factor value) {
        const Wide odd = value.odd << 32;
#if defined(__AVX512F__)
        if constexpr (W == 16) return (Word)_mm512_mask_blend_epi32(0xAAAA, (__m512i)value.even, (__m512i)odd);
#endif
#if defined(__AVX2__)
        if constexpr (W == 8) return (Word)_mm256_blend_epi32((__m256i)value.even, (__m256i)odd, 0xAA);
#endif
        return (Word)((value.even & 0xffffffffU) | odd);
    }
    IBTR_HD static void multiply_wide(Factor a, std::uint32_t b, Factor& high, Factor& low) {
        low = {product(a.even, b), product(a.odd, b)};
        high = {low.even >> 32, low.odd >> 32};
    }
    IBTR_HD static Factor mix(Factor a, Factor b, std::uint32_t key) {
        const Wide keys = (Wide)(key - Word{});
#if defined(__AVX512F__)
        if constexpr (W == 16)
            return {(Wide)_mm512_ternarylogic_epi64((__m512i)a.even, (__m512i)b.even, (__m512i)keys, 0x96),
                    (Wide)_mm512_ternarylogic_epi64((__m512i)a.odd, (__m512i)b.odd, (__m512i)keys, 0x96)};
#endif
        return {a.even ^ b.even ^ keys, a.odd ^ b.odd ^ keys};
    }

private:
    /// Products of the lower halves.
    IBTR_HD static Wide product(Wide a, std::uint32_t b) {
#if defined(__AVX512F__)
        if constexpr (W == 16) return (Wide)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi32(static_cast<int>(b)));
#endif
#if defined(__AVX2__)
        if constexpr (W == 8) return (Wide)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi32(static_cast<int>(b)));
#endif
#if defined(__SSE2__)
        if constexpr (W == 4) return (Wide)_mm_mul_epu32((__m128i)a, _mm_set1_epi32(static_cast<int>(b)));
#endif
        return (a & 0xffffffffU) * b;
    }
};

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
