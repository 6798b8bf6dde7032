#pragma once

// Loops over integers: counters to rows of events and times, and these to sums.

#include <cstddef>
#include <cstdint>

#include "engine/row_kernels.hpp"
#include "engine/row_vectors.hpp"

namespace ibtr::engine {
inline namespace IBTR_ISA_NAMESPACE {
namespace {

/// Where rows of counters are added to.
struct PackedTarget {
    std::int32_t* __restrict events;
    std::int64_t* __restrict half_ticks;
};

/// Of counters: an event lies in the middle of its tick.
template <class Counter>
Counter half_ticks_in(Counter counter) {
    return ((counter << 32) >> 31) + (counter >> 32);
}

/// A side of a row in 2 * pairs vectors of bins, added in registers: both halves of a counter at once, which keep
/// apart.
/// @param skipped so many of the first bins count nothing
template <int W, int pairs, bool plus, bool timed>
void add_block(const PackedRows& side, std::size_t at, std::size_t skipped, const PackedTarget& to) {
    using Vectors = RowVectors<W>;
    using Wide = typename Vectors::Wide;
    Wide sums[2 * pairs] = {};
    for (std::size_t k = 0; k < side.count; ++k)
        for (int v = 0; v < 2 * pairs; ++v) sums[v] += vector_at<Wide>(side.rows[k] + at + v * W);
    if (skipped > 0)
        for (int v = 0; v < 2 * pairs; ++v)
            sums[v] &= (Wide)(Vectors::lanes + static_cast<std::uint64_t>(v * W) >= skipped);
    const auto add = [](auto added, auto* numbers) {
        const auto sum = vector_at<decltype(added)>(numbers);
        put_vector(plus ? sum + added : sum - added, numbers);
    };
    for (int p = 0; p < pairs; ++p) add(Vectors::upper(sums[2 * p], sums[2 * p + 1]), to.events + at + 2 * p * W);
    if constexpr (timed)
        for (int v = 0; v < 2 * pairs; ++v)
            add((typename Vectors::SignedWide)half_ticks_in(sums[v]), to.half_ticks + at + v * W);
}

/// Where all bins fill no vector.
template <bool plus>
void add_bin(const PackedRows& side, std::size_t bin, const PackedTarget& to) {
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k < side.count; ++k) sum += side.rows[k][bin];
    const auto events = static_cast<std::int32_t>(sum >> 32);
    const auto half_ticks = static_cast<std::int64_t>(half_ticks_in(sum));
    to.events[bin] += plus ? events : -events;
    if (to.half_ticks != nullptr) to.half_ticks[bin] += plus ? half_ticks : -half_ticks;
}

template <int W, bool plus, bool timed>
void add_side(const PackedRows& side, std::size_t size, const PackedTarget& to) {
    constexpr int pairs = 4;  // sums take half of the registers
    constexpr std::size_t least = 2 * W, most = pairs * least;
    if (size < least) {
        for (std::size_t bin = 0; bin < size; ++bin) add_bin<plus>(side, bin, to);
        return;
    }
    std::size_t at = 0;
    for (; at + most <= size; at += most) add_block<W, pairs, plus, timed>(side, at, 0, to);
    for (; at + least <= size; at += least) add_block<W, 1, plus, timed>(side, at, 0, to);
    if (at < size) add_block<W, 1, plus, timed>(side, size - least, least - (size - at), to);
}

template <int W>
void add_packed(const PackedRows& plus, const PackedRows& minus, std::size_t size, std::int32_t* events,
                std::int64_t* half_ticks) {
    const PackedTarget to{events, half_ticks};
    const bool timed = half_ticks != nullptr;
    if (plus.count > 0) timed ? add_side<W, true, true>(plus, size, to) : add_side<W, true, false>(plus, size, to);
    if (minus.count > 0) timed ? add_side<W, false, true>(minus, size, to) : add_side<W, false, false>(minus, size, to);
}

/// Eight numbers a turn where a vector holds them, else four.
template <int W>
void cumulate(std::int32_t* counts, std::size_t size) {
    std::int32_t sum = 0;
    std::size_t i = 0;
    if constexpr (W >= 4) {
        using Counts = typename RowVectors<4>::Counts;
        using Wide = typename RowVectors<4>::Wide;
        Counts carry{};
        for (; i + 8 <= size; i += 8) {
            auto eight = vector_at<Counts>(counts + i);
            eight += (Counts)((Wide)eight << 32);
            eight += __builtin_shufflevector(eight, Counts{}, 8, 8, 1, 1, 8, 8, 5, 5);
            eight += __builtin_shufflevector(eight, Counts{}, 8, 8, 8, 8, 3, 3, 3, 3);
            eight += carry;
            put_vector(eight, counts + i);
            carry = __builtin_shufflevector(eight, eight, 7, 7, 7, 7, 7, 7, 7, 7);
        }
        sum = carry[0];
    }
    for (; i + 4 <= size; i += 4) {
        counts[i] = sum += counts[i];
        counts[i + 1] = sum += counts[i + 1];
        counts[i + 2] = sum += counts[i + 2];
        counts[i + 3] = sum += counts[i + 3];
    }
    for (; i < size; ++i) counts[i] = sum += counts[i];
}

inline double exact_double(std::int32_t number) {
    return number;
}
/// Among the doubles from 2^52 to 2^53 it counts units of the last place.
inline double exact_double(std::int64_t number) {
    constexpr double middle = 0x1.8p52;
    return __builtin_bit_cast(double, __builtin_bit_cast(std::int64_t, middle) + number) - middle;
}

template <class Number>
void add_weighted_numbers(const TwoRows<Number>& numbers, double weight, bool first, double* __restrict sum,
                          std::size_t size) {
    const Number *a = numbers.first, *b = numbers.second;
    if (b == nullptr && first)
        for (std::size_t i = 0; i < size; ++i) sum[i] = weight * exact_double(a[i]);
    else if (b == nullptr)
        for (std::size_t i = 0; i < size; ++i) sum[i] += weight * exact_double(a[i]);
    else if (first)
        for (std::size_t i = 0; i < size; ++i) sum[i] = weight * exact_double(static_cast<Number>(a[i] + b[i]));
    else
        for (std::size_t i = 0; i < size; ++i) sum[i] += weight * exact_double(static_cast<Number>(a[i] + b[i]));
}

}  // namespace
}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::engine
