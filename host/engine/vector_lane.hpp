#pragma once

#include <cstdint>
#include <type_traits>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "engine/vector_products.hpp"
#include "ibtr/core/macros.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// Several patients in lockstep: the members of core::Lane over GNU vectors of W elements.
template <int W>
struct VectorLane : VectorProducts<W> {
    using Real = typename Vectors<W>::Real;
    using Word = typename Vectors<W>::Word;
    using Index = typename Vectors<W>::Index;
    using Mask = Index;
    static constexpr int width = W;

    IBTR_HD static Real real(float value) { return value - Real{}; }
    IBTR_HD static Word word(std::uint32_t value) { return value - Word{}; }
    IBTR_HD static Index index(std::int32_t value) { return value - Index{}; }
    IBTR_HD static Index iota() {
        Index lanes{};
        for (int l = 0; l < W; ++l) lanes[l] = l;
        return lanes;
    }

    IBTR_HD static Real select(Mask condition, Real yes, Real no) { return condition ? yes : no; }
    IBTR_HD static Index select(Mask condition, Index yes, Index no) { return condition ? yes : no; }

    /// Which lanes do something: a mask register where there are such, else a vector.
#if defined(__AVX512F__)
    using Chosen = std::conditional_t<W == 16, __mmask16, Mask>;
#else
    using Chosen = Mask;
#endif
    static constexpr bool has_mask_registers = !std::is_same_v<Chosen, Mask>;

    IBTR_HD static Chosen first_lanes(std::uint32_t count) {
        if constexpr (has_mask_registers)
            return static_cast<Chosen>(count < W ? (1U << count) - 1U : 0xffffU);
        else
            return iota() < index(static_cast<std::int32_t>(count));
    }
    IBTR_HD static Chosen at_most(Real a, Real b) {
#if defined(__AVX512F__)
        if constexpr (has_mask_registers)
            return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LE_OQ);
        else
#endif
            return a <= b;
    }
    IBTR_HD static Chosen equal(Index a, Index b) {
#if defined(__AVX512F__)
        if constexpr (has_mask_registers)
            return _mm512_cmpeq_epi32_mask((__m512i)a, (__m512i)b);
        else
#endif
            return a == b;
    }
    IBTR_HD static Chosen both(Chosen a, Chosen b) {
        return static_cast<Chosen>(a & b);
    }
    IBTR_HD static bool has_lane(Chosen chosen, int lane) {
        if constexpr (has_mask_registers)
            return (chosen >> lane & 1) != 0;
        else
            return chosen[lane] != 0;
    }
    /// The values of the chosen lanes, 0 elsewhere.
    IBTR_HD static Real or_zero(Chosen chosen, Real value) {
#if defined(__AVX512F__)
        if constexpr (has_mask_registers)
            return (Real)_mm512_maskz_mov_ps(chosen, (__m512)value);
        else
#endif
            return select(chosen, value, Real{});
    }

    IBTR_HD static Real to_real(Index value) {
        return __builtin_convertvector(value, Real);
    }
    IBTR_HD static Real to_real(Word value) {
#if defined(__AVX512F__)
        return __builtin_convertvector(value, Real);
#else
        // Two exact halves and one rounded sum: correctly rounded, as a scalar conversion is.
        return to_real(as_index(value >> 16)) * real(65536.0F) + to_real(as_index(value & word(0xffffU)));
#endif
    }
    IBTR_HD static Index round_up(Real value) {
#if defined(__AVX512F__)
        if constexpr (W == 16)
            return (Index)_mm512_cvt_roundps_epi32((__m512)value, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
#endif
#if defined(__AVX2__)
        if constexpr (W == 8) return (Index)_mm256_cvttps_epi32(_mm256_ceil_ps((__m256)value));
#endif
#if defined(__SSE4_1__)
        if constexpr (W == 4) return (Index)_mm_cvttps_epi32(_mm_ceil_ps((__m128)value));
#endif
        const Index whole = __builtin_convertvector(value, Index);
        return whole - (value > to_real(whole));  // a true comparison is -1
    }
    IBTR_HD static Word bits(Real value) {
        return (Word)value;
    }
    IBTR_HD static Real from_bits(Word value) {
        return (Real)value;
    }
    IBTR_HD static Index as_index(Word value) {
        return (Index)value;
    }
    IBTR_HD static Word as_word(Index value) {
        return (Word)value;
    }

    template <class Vector, class Element>
    IBTR_HD static Vector load(const Element* from) {
        Vector value;
        __builtin_memcpy(&value, from, sizeof value);
        return value;
    }
    template <class Vector, class Element>
    IBTR_HD static void store(Element* to, Vector value) {
        __builtin_memcpy(to, &value, sizeof value);
    }

    /// Which lanes go on, prepared for several calls of `pack`.
    struct Packing {
        Chosen chosen;
        Index order;  ///< AVX2: the chosen lanes' numbers, first to last
        std::uint32_t count;
    };
    IBTR_HD static Packing packing(Chosen chosen) {
        Packing packing{chosen, Index{}, 0};
#if defined(__AVX512F__)
        if constexpr (W == 16) {
            packing.count = static_cast<std::uint32_t>(__builtin_popcount(chosen));
            return packing;
        }
#endif
#if defined(__AVX2__) && defined(__BMI2__)
        if constexpr (W == 8) {
            const auto lanes = static_cast<unsigned>(_mm256_movemask_ps((__m256)chosen));
            const std::uint64_t bytes = _pdep_u64(lanes, 0x0101010101010101U) * 0xffU;
            const std::uint64_t order = _pext_u64(0x0706050403020100U, bytes);
            packing.order = (Index)_mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<long long>(order)));
            packing.count = static_cast<std::uint32_t>(__builtin_popcount(lanes));
            return packing;
        }
#endif
        for (int l = 0; l < W; ++l) packing.count += has_lane(chosen, l) ? 1U : 0U;
        return packing;
    }
    /// Writes the chosen lanes one after another to `to`, which has room for a whole vector.
    template <class Vector, class Element>
    IBTR_HD static void pack(const Packing& packing, Vector value, Element* to) {
#if defined(__AVX512F__)
        if constexpr (W == 16) {
            // To a register first: compressing stores are slow on several processors.
            store(to, (Vector)_mm512_maskz_compress_epi32(packing.chosen, (__m512i)value));
            return;
        }
#endif
#if defined(__AVX2__) && defined(__BMI2__)
        if constexpr (W == 8) {
            store(to, (Vector)_mm256_permutevar8x32_epi32((__m256i)value, (__m256i)packing.order));
            return;
        }
#endif
        std::uint32_t n = 0;
        for (int l = 0; l < W; ++l) {
            to[n] = value[l];
            n += has_lane(packing.chosen, l) ? 1U : 0U;
        }
    }

    template <class Vector, class Element>
    IBTR_HD static Vector gather(const Element* table, Index k) {
        static_assert(sizeof(Element) == 4);
#if defined(__AVX512F__)
        if constexpr (W == 16) return (Vector)_mm512_i32gather_epi32((__m512i)k, table, 4);
#endif
#if defined(__AVX2__)
        if constexpr (W == 8) return (Vector)_mm256_i32gather_epi32(reinterpret_cast<const int*>(table), (__m256i)k, 4);
#endif
        Vector value{};
        for (int l = 0; l < W; ++l) value[l] = table[k[l]];
        return value;
    }

    /// Straight-piece interpolation; see core::Lane. Of two entries one is selected; up to 32 are held in registers.
    IBTR_HD static Real interpolate(const float* keys, const float* onto, const float* slopes, unsigned log2_size,
                                    Real x) {
        if (log2_size == 1) {
            const Mask second = real(keys[1]) <= x;
            return (x - select(second, real(keys[1]), real(keys[0]))) *
                       select(second, real(slopes[1]), real(slopes[0])) +
                   select(second, real(onto[1]), real(onto[0]));
        }
        if constexpr (has_registers) {
            if (log2_size <= small_log2) return interpolate_in<Small>(keys, onto, slopes, log2_size, x);
            if (log2_size <= 5) return interpolate_in<Large>(keys, onto, slopes, log2_size, x);
        }
        return interpolate_in<InMemory>(keys, onto, slopes, log2_size, x);
    }

private:
    template <class Entries>
    IBTR_HD static Real interpolate_in(const float* keys, const float* onto, const float* slopes, unsigned log2_size,
                                       Real x) {
        const Entries key(keys, log2_size);
        Index k = index(0);
        for (std::int32_t step = (std::int32_t{1} << log2_size) >> 1; step > 0; step >>= 1) {
            const Index next = k + index(step);
            k = select(key.lookup(next) <= x, next, k);
        }
        return (x - key.lookup(k)) * Entries(slopes, log2_size).lookup(k) + Entries(onto, log2_size).lookup(k);
    }
    struct InMemory {
        const float* table;
        IBTR_HD InMemory(const float* entries, unsigned /*log2_size*/) : table(entries) {}
        IBTR_HD Real lookup(Index k) const { return gather<Real>(table, k); }
    };

#if defined(__AVX512F__)
    static constexpr bool has_registers = W == 16;
    static constexpr unsigned small_log2 = 4;
    /// Up to 16 entries in one register.
    struct Small {
        __m512 entries;
        IBTR_HD Small(const float* table, unsigned log2_size)
            : entries(_mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << (1U << log2_size)) - 1U), table)) {}
        IBTR_HD Real lookup(Index k) const { return (Real)_mm512_permutexvar_ps((__m512i)k, entries); }
    };
    /// 32 entries in two registers.
    struct Large {
        __m512 low, high;
        IBTR_HD Large(const float* table, unsigned /*log2_size*/)
            : low(_mm512_loadu_ps(table)), high(_mm512_loadu_ps(table + 16)) {}
        IBTR_HD Real lookup(Index k) const { return (Real)_mm512_permutex2var_ps(low, (__m512i)k, high); }
    };
#elif defined(__AVX2__)
    static constexpr bool has_registers = W == 8;
    static constexpr unsigned small_log2 = 3;
    /// Up to 8 entries in one register.
    struct Small {
        __m256 entries;
        IBTR_HD Small(const float* table, unsigned log2_size)
            : entries(_mm256_maskload_ps(table, (__m256i)(iota() < index(std::int32_t{1} << log2_size)))) {}
        IBTR_HD Real lookup(Index k) const { return (Real)_mm256_permutevar8x32_ps(entries, (__m256i)k); }
    };
    /// 16 or 32 entries in two or four registers, told apart by bits 3 and 4 of the index.
    struct Large {
        __m256 part[4];
        bool all_four;
        IBTR_HD Large(const float* table, unsigned log2_size) : all_four(log2_size == 5) {
            for (int i = 0; i < 2; ++i) part[i] = _mm256_loadu_ps(table + 8 * i);
            for (int i = 2; i < 4; ++i) part[i] = all_four ? _mm256_loadu_ps(table + 8 * i) : part[i - 2];
        }
        IBTR_HD Real lookup(Index k) const {
            const __m256i places = (__m256i)k;
            const __m256 bit3 = (__m256)(k << 28), bit4 = (__m256)(k << 27);  // blends go by the sign bit
            const __m256 low = _mm256_blendv_ps(_mm256_permutevar8x32_ps(part[0], places),
                                                _mm256_permutevar8x32_ps(part[1], places), bit3);
            if (!all_four) return (Real)low;
            const __m256 high = _mm256_blendv_ps(_mm256_permutevar8x32_ps(part[2], places),
                                                 _mm256_permutevar8x32_ps(part[3], places), bit3);
            return (Real)_mm256_blendv_ps(low, high, bit4);
        }
    };
#else
    static constexpr bool has_registers = false;
    static constexpr unsigned small_log2 = 0;
    using Small = InMemory;
    using Large = InMemory;
#endif
};

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
