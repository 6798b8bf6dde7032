#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/quantile_place.hpp"
#include "ibtr/design.hpp"
#include "psa/noise_trend.hpp"
#include "psa/summary.hpp"
#include "psa/tail_selection.hpp"

namespace ibtr::psa {

/// Sum of equally many values at a time: of the means of replicates.
class ReplicateMeans {
public:
    /// @param size values a replicate @param use called with every mean
    template <class Use>
    void add(double value, std::uint32_t size, const Use& use) {
        sum_ += value;
        if (++count_ < size) return;
        use(sum_ / static_cast<double>(size));
        sum_ = 0;
        count_ = 0;
    }

private:
    double sum_ = 0;
    std::uint32_t count_ = 0;
};

/// The statistics of one outcome over draws that are seen up to three times, in order, and not kept: the same numbers,
/// to the bit, as of draws in memory (draw_statistics), because sums have the same order. Values are on the outcome's
/// scale.
class StreamedStatistics {
public:
    /// @param bytes of memory; more where the values of a gap (TailSelection) are more
    StreamedStatistics(const Design& design, std::size_t bytes);

    /// @param place of the draw in [0, 1): those below the sampled share are the sample
    void first(double value, float half_difference, double place) {
        finite_ = finite_ && std::isfinite(value);
        sum_ += value;
        noise_.add(value, half_difference);
        if (replicate_size_ > 0) replicates_.add(value, replicate_size_, [&](double mean) { sum_of_means_ += mean; });
        if (place < sampled_ && finite_) sample(value, place);
    }
    void end_first();

    void second(double value) {
        const double deviation = value - mean_;
        squares_ += deviation * deviation;
        if (replicate_size_ > 0)
            replicates_.add(value, replicate_size_, [&](double mean) {
                const double own = mean - mean_of_means_;
                squares_of_means_ += own * own;
            });
        if (value <= low_end_) low_.count(value);
        if (value >= high_start_) high_.count(-value);
    }
    /// @return how many values the third time will keep
    std::size_t end_second();

    void third(double value) {
        if (value <= low_end_) low_.collect(value);
        if (value >= high_start_) high_.collect(-value);
    }
    [[nodiscard]] DrawStatistics end();

    [[nodiscard]] std::uint32_t draws() const { return design_.draws; }
    /// Whether there is nothing to find out after the first time: some draw has no value.
    [[nodiscard]] bool undefined_somewhere() const { return !finite_; }

private:
    void sample(double value, double place);
    void take_ends();

    // What every draw changes or asks for lies together: thousands of outcomes are gone through with each.
    double sum_ = 0, sum_of_means_ = 0;
    NoiseTrend noise_;
    double mean_ = 0, mean_of_means_ = 0, squares_ = 0, squares_of_means_ = 0;
    double sampled_;                       ///< the greater of both tails' shares
    double low_end_ = 0, high_start_ = 0;  ///< what a tail asks for next is up to here, or from here
    ReplicateMeans replicates_;
    std::uint32_t replicate_size_;  ///< 0: independent draws
    bool finite_ = true;
    Design design_;
    QuantilePlace low_place_, high_place_;
    TailSelection low_, high_;  ///< the latter of values with their sign turned
};

}  // namespace ibtr::psa
