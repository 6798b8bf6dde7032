#pragma once

#include <stdint.h>
#include <wasm_simd128.h>

#include "engine/vector_lane.hpp"
#include "ibtr/core/macros.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// core::VectorLane<4> where a browser's 128-bit vectors do better than what a compiler makes of GNU vectors: the same
/// bits, lane by lane.
struct SimdLane : VectorLane<4> {
    using VectorLane<4>::select;

    // ---- Philox: products of even and of odd lanes come from two vectors of 64-bit elements ----------------

    using Factor = Word;
    IBTR_HD static Factor factor(Word value) { return value; }
    IBTR_HD static Word word_of(Factor value) { return value; }
    IBTR_HD static Factor mix(Factor a, Factor b, uint32_t key) { return a ^ b ^ word(key); }
    IBTR_HD static void multiply_wide(Factor a, uint32_t b, Factor& high, Factor& low) {
        const v128_t factors = wasm_i32x4_splat(static_cast<int32_t>(b));
        const v128_t first = wasm_u64x2_extmul_low_u32x4((v128_t)a, factors);
        const v128_t last = wasm_u64x2_extmul_high_u32x4((v128_t)a, factors);
        low = (Word)wasm_i32x4_shuffle(first, last, 0, 2, 4, 6);
        high = (Word)wasm_i32x4_shuffle(first, last, 1, 3, 5, 7);
    }

    // ---- Tables: there are no gathers --------------------------------------------------------------------

    IBTR_HD static Real interpolate(const float* keys, const float* onto, const float* slopes, unsigned log2_size,
                                    Real x) {
        if (log2_size <= selected_log2) {
            Real key = real(keys[0]), value = real(onto[0]), slope = real(slopes[0]);
            for (unsigned k = 1; k < 1U << log2_size; ++k) {
                const Mask reached = real(keys[k]) <= x;
                key = select(reached, real(keys[k]), key);
                value = select(reached, real(onto[k]), value);
                slope = select(reached, real(slopes[k]), slope);
            }
            return (x - key) * slope + value;
        }
        const Index place =
            log2_size <= counted_log2 ? count_keys(keys, log2_size, x) : search_keys(keys, log2_size, x);
        const Real key = look_up(keys, place), value = look_up(onto, place), slope = look_up(slopes, place);
        return (x - key) * slope + value;
    }

    IBTR_HD static Index count_keys(const float* keys, unsigned log2_size, Real x) {
        Index reached = index(0);
        for (unsigned k = 1; k < 1U << log2_size; ++k) reached -= real(keys[k]) <= x;  // a true comparison is -1
        return reached;
    }
    IBTR_HD static Index search_keys(const float* keys, unsigned log2_size, Real x) {
        Index place = index(0);
        for (int32_t step = (int32_t{1} << log2_size) >> 1; step > 0; step >>= 1) {
            const Index next = place + index(step);
            place = select(look_up(keys, next) <= x, next, place);
        }
        return place;
    }
    /// Lane by lane without a loop: one would go through memory.
    IBTR_HD static Real look_up(const float* table, Index k) {
        return Real{table[k[0]], table[k[1]], table[k[2]], table[k[3]]};
    }

    IBTR_HD static Index round_up(Real value) {
        return (Index)wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_ceil((v128_t)value));
    }

    // ---- Packing: a shuffle for each of the sixteen choices of lanes -------------------------------------

    struct Packing {
        v128_t order;
        uint32_t count;
    };
    IBTR_HD static Packing packing(Chosen chosen) {
        const uint32_t lanes = wasm_i32x4_bitmask((v128_t)chosen);
        return {wasm_v128_load(orders[lanes]), static_cast<uint32_t>(__builtin_popcount(lanes))};
    }
    template <class Vector, class Element>
    IBTR_HD static void pack(const Packing& packing, Vector value, Element* to) {
        store(to, (Vector)wasm_i8x16_swizzle((v128_t)value, packing.order));
    }

private:
    /// Sizes up to which entries are chosen in passing, and up to which keys are counted; measured on the base config.
    static constexpr unsigned selected_log2 = 2, counted_log2 = 5;

#define IBTR_LANE(l) 4 * l, 4 * l + 1, 4 * l + 2, 4 * l + 3
#define IBTR_ORDER(a, b, c, d) \
    { IBTR_LANE(a), IBTR_LANE(b), IBTR_LANE(c), IBTR_LANE(d) }
    static constexpr uint8_t orders[16][16] = {
        IBTR_ORDER(0, 0, 0, 0), IBTR_ORDER(0, 0, 0, 0), IBTR_ORDER(1, 0, 0, 0), IBTR_ORDER(0, 1, 0, 0),
        IBTR_ORDER(2, 0, 0, 0), IBTR_ORDER(0, 2, 0, 0), IBTR_ORDER(1, 2, 0, 0), IBTR_ORDER(0, 1, 2, 0),
        IBTR_ORDER(3, 0, 0, 0), IBTR_ORDER(0, 3, 0, 0), IBTR_ORDER(1, 3, 0, 0), IBTR_ORDER(0, 1, 3, 0),
        IBTR_ORDER(2, 3, 0, 0), IBTR_ORDER(0, 2, 3, 0), IBTR_ORDER(1, 2, 3, 0), IBTR_ORDER(0, 1, 2, 3),
    };
#undef IBTR_ORDER
#undef IBTR_LANE
};

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
