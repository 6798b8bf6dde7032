#pragma once

#include <cstddef>
#include <cstdint>

namespace ibtr::engine {

/// Rows of counters, as core/ticks.hpp packs them, that are added bin by bin: a woman has at most 255 events in them.
struct PackedRows {
    const std::uint64_t* const* rows;
    std::size_t count;
};

/// Numbers that are added one by one.
template <class Number>
struct TwoRows {
    const Number* first;
    const Number* second;  ///< nullptr: those of the first alone
};

/// Two arms in the intervals of a hazard ratio.
struct ArmsAtRisk {
    const double *events_a, *events_b;
    const double *time_a, *time_b;
};

/// What an interval says of a hazard ratio, in terms of r = Y_B / Y_A.
struct RiskTerms {
    double* r;
    double* weighted_a;    ///< d_A r
    double* b;             ///< d_B
    double* weighted_all;  ///< (d_A + d_B) r
};

/// Sums over intervals, with i = 1 / (theta + r).
struct RiskSums {
    double a, b;     ///< of d_A r i and d_B i
    double squares;  ///< of (d_A + d_B) r i^2
    double cubes;    ///< of (d_A + d_B) r i^3
};
/// risk_sums takes so many intervals at a time.
inline constexpr std::size_t risk_lanes = 4;

/// Loops over rows of numbers, compiled for one instruction set. Every set gives the same bits: number by number in one
/// order, and sums over a row in as many parts whatever the width of a vector.
struct RowKernels {
    /// Adds events, and their times in half ticks (unless nullptr), of the rows `plus` less those of `minus`.
    void (*add_packed)(const PackedRows& plus, const PackedRows& minus, std::size_t size, std::int32_t* events,
                       std::int64_t* half_ticks);
    /// Makes counts cumulative.
    void (*cumulate)(std::int32_t* counts, std::size_t size);
    /// Adds weight * the numbers, exact as doubles, to a sum, or begins it.
    void (*add_counts)(const TwoRows<std::int32_t>& numbers, double weight, bool first, double* sum, std::size_t size);
    /// The same of numbers whose sums are between -2^51 and 2^51.
    void (*add_times)(const TwoRows<std::int64_t>& numbers, double weight, bool first, double* sum, std::size_t size);
    /// weight * what each interval adds to a cumulative row.
    void (*increments)(const double* cumulative, double weight, double* result, std::size_t size);
    /// weight * (width * those left at the end + offset), where fewer than `fewest` are nobody.
    struct PersonTime {
        const double *widths, *ended, *offset;
        double weight, fewest;
    };
    void (*person_times)(const PersonTime& of, double* result, std::size_t size);
    void (*risk_terms)(const ArmsAtRisk& arms, const RiskTerms& terms, std::size_t size);
    /// @param size a multiple of risk_lanes
    RiskSums (*risk_sums)(const RiskTerms& terms, double theta, std::size_t size);
    /// log((1 - d/n)^(d_k/d)) of every interval but the first, of cumulative rows, right where at least `fewest` are at
    /// risk, and `at_risk_an_event` for each event.
    struct NetSurvival {
        const double *at_risk, *of_interest;
        double fewest, at_risk_an_event;
    };
    /// @return whether it is right everywhere
    bool (*net_survival_steps)(const NetSurvival& of, double* steps, std::size_t size);
};

// One function an instruction set, all from the same source (row_loops.hpp).
const RowKernels& row_kernels_baseline();
#if defined(__x86_64__)
const RowKernels& row_kernels_x86_64_v2();
const RowKernels& row_kernels_x86_64_v3();
const RowKernels& row_kernels_x86_64_v4();
#endif

}  // namespace ibtr::engine
