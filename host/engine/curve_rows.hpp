#pragma once

// Loops over curves: events and time at risk, hazard ratios, net survival.

#include <cstddef>
#include <cstdint>

#include "engine/row_kernels.hpp"
#include "engine/row_vectors.hpp"

namespace ibtr::engine {
inline namespace IBTR_ISA_NAMESPACE {
namespace {

inline void increments(const double* cumulative, double weight, double* __restrict result, std::size_t size) {
    if (size > 0) result[0] = weight * cumulative[0];
    for (std::size_t j = 1; j < size; ++j) result[j] = weight * (cumulative[j] - cumulative[j - 1]);
}

inline void person_times(const RowKernels::PersonTime& of, double* __restrict result, std::size_t size) {
    const auto [widths, ended, offset, weight, fewest] = of;
    for (std::size_t j = 0; j < size; ++j) {
        const double left = 1 - ended[j];
        result[j] = weight * (widths[j] * (left < fewest ? 0 : left) + offset[j]);
    }
}

template <class Reals>
void put_risk_terms(const ArmsAtRisk& arms, const RiskTerms& terms, std::size_t at) {
    const auto events_a = vector_at<Reals>(arms.events_a + at), events_b = vector_at<Reals>(arms.events_b + at);
    const Reals r = vector_at<Reals>(arms.time_b + at) / vector_at<Reals>(arms.time_a + at);
    put_vector(r, terms.r + at);
    put_vector(events_a * r, terms.weighted_a + at);
    put_vector(events_b, terms.b + at);
    put_vector((events_a + events_b) * r, terms.weighted_all + at);
}

/// Written out: compilers do not see that four rows do not overlap.
template <int W>
void risk_terms(const ArmsAtRisk& arms, const RiskTerms& terms, std::size_t size) {
    std::size_t at = 0;
    for (; at + W <= size; at += W) put_risk_terms<typename RowVectors<W>::Reals>(arms, terms, at);
    for (; at < size; ++at) put_risk_terms<double>(arms, terms, at);
}

/// Sums over risk_lanes partial sums, whatever the width of a vector.
template <int W>
RiskSums risk_sums(const RiskTerms& terms, double theta, std::size_t size) {
    using Reals = typename RowVectors<W>::Reals;
    constexpr int parts = static_cast<int>(risk_lanes) / W;
    const Reals ratio = theta - Reals{};
    Reals a[parts] = {}, b[parts] = {}, squares[parts] = {}, cubes[parts] = {};
    for (std::size_t j = 0; j < size; j += risk_lanes)
        for (int p = 0; p < parts; ++p) {
            const std::size_t at = j + static_cast<std::size_t>(p * W);
            const Reals inverse = 1.0 / (ratio + vector_at<Reals>(terms.r + at));
            a[p] += vector_at<Reals>(terms.weighted_a + at) * inverse;
            b[p] += vector_at<Reals>(terms.b + at) * inverse;
            const Reals square = vector_at<Reals>(terms.weighted_all + at) * inverse * inverse;
            squares[p] += square;
            cubes[p] += square * inverse;
        }
    const auto sum = [](const Reals* lanes) {
        double part[risk_lanes];
        for (int p = 0; p < parts; ++p) put_vector(lanes[p], part + p * W);
        return (part[0] + part[2]) + (part[1] + part[3]);
    };
    return {sum(a), sum(b), sum(squares), sum(cubes)};
}

/// (1 - d/n)^(d_k/d) is exp(-2 d_k/d atanh(s)) with s = d / (2n - d), where atanh(s) / s is a series in the square of
/// s: of s up to 1/31 what follows the terms here is below a rounding.
inline bool net_survival_steps(const RowKernels::NetSurvival& of, double* __restrict steps, std::size_t size) {
    const auto [at_risk, of_interest, fewest, at_risk_an_event] = of;
    std::int64_t negative = 0;  // in its sign: whether women are too few somewhere
    for (std::size_t j = 1; j < size; ++j) {
        const double n = 1 - at_risk[j - 1], d = at_risk[j] - at_risk[j - 1];
        const double inverse = 1.0 / (n + n - d), s = d * inverse, q = s * s;
        const double series = 1.0 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9))));
        steps[j] = -2.0 * ((of_interest[j] - of_interest[j - 1]) * inverse * series);
        negative |= __builtin_bit_cast(std::int64_t, n - fewest);
        negative |= __builtin_bit_cast(std::int64_t, n - at_risk_an_event * d);
    }
    return negative >= 0;
}

}  // namespace
}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::engine
