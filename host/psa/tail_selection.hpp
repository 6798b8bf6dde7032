#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace ibtr::psa {

/// Two neighbouring order statistics x_k and x_(k+1), counted from 0, of n values that are seen three times and not
/// kept: what a credible limit lies between. In the smallest way that is exact:
///
/// - first time: of a part of the values, the same random part for every outcome, the smallest are kept. A share s of
///   the values has x_k at about its (k + 1) s-th place, with a standard deviation of at most sqrt((k + 1) s): the
///   values six of them to both sides are edges between which x_k and x_(k+1) lie, but once in 10^8;
/// - second time: values are counted, those equal to an edge and those between two, so that it is known which edge, or
///   which gap between two, x_k and x_(k+1) are. An edge is its own answer, however many values are equal;
/// - third time: the values in the gaps, one or two, are kept: about 1 / s each, whatever the values' distribution.
///
/// Where luck or a hostile order of values defeats the sample, the answer is the same and the gap holds more. Whoever
/// looks at many values asks sampled_share and end first, and passes on what is below.
class TailSelection {
public:
    /// @param values n @param rank k < n @param most_kept of the sample
    TailSelection(std::uint32_t values, std::uint32_t rank, std::size_t most_kept);

    /// s: the largest with which x_k is among the kept.
    [[nodiscard]] double sampled_share() const { return share_; }
    /// The largest value that the second or third time asks for, once the time before has ended.
    [[nodiscard]] double end() const { return end_; }

    /// First time, only for the values of the sample. No value may be NaN.
    void sample(double value) {
        if (kept_.size() < most_kept_ || value < kept_.front()) keep(value);
    }
    void end_sample();

    /// Second time, for every value up to end().
    void count(double value);
    /// @return how many values the third time will keep
    std::size_t end_count();

    /// Third time, for every value up to end().
    void collect(double value) {
        for (Gap& gap : gaps_)
            if (value > gap.above && value < gap.below) gap.values.push_back(value);
    }
    /// x_k and x_(k+1), or x_k twice where there is no further one.
    struct Neighbours {
        double at, next;
    };
    [[nodiscard]] Neighbours found();

private:
    /// Values strictly between two bounds.
    struct Gap {
        double above, below;
        std::size_t count;
        std::vector<double> values;
    };
    struct Answer {
        double value = 0;
        std::size_t gap = none;  ///< in which it is yet to be found
        std::size_t rank = 0;    ///< within the gap
    };
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    static constexpr double nothing = -std::numeric_limits<double>::infinity();

    /// How many of the smallest of the sample are enough.
    [[nodiscard]] std::size_t end_of_edges() const;
    void keep(double value);
    Answer locate(std::uint32_t rank);
    double value_of(const Answer& answer);

    std::uint32_t values_, rank_;
    std::size_t most_kept_;
    double share_, end_ = nothing;
    std::vector<double> kept_;            ///< a heap, the largest first
    std::vector<double> edges_;           ///< ascending, distinct
    std::vector<std::uint32_t> at_edge_;  ///< values equal to an edge
    std::vector<std::uint32_t> below_;    ///< values between the edge before, if any, and this one
    std::vector<Gap> gaps_;
    Answer at_, next_;
};

}  // namespace ibtr::psa
