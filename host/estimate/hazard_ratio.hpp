#pragma once

#include <cstddef>
#include <vector>

namespace ibtr {

/// Events and person-time of one arm, or of one stratum of it: an entry an interval.
struct ArmAtRisk {
    std::vector<double> events, time;
};

/// Events and person-time of two arms of equal size, one entry an interval (or an interval of one stratum).
class RiskIntervals {
public:
    /// Adds the intervals [first, end). Those without events, or with nobody at risk in an arm, say nothing about the
    /// ratio: they are left out.
    void add(const ArmAtRisk& a, const ArmAtRisk& b, std::size_t first, std::size_t end);

    /// Log of the hazard ratio a : b over all entries: the theta that solves
    ///     sum_j [ d_A - d theta Y_A / (theta Y_A + Y_B) ] = 0,
    /// the score equation of a proportional-hazards model with a free baseline hazard in each interval (Cox's partial
    /// likelihood score as the intervals shrink). NaN where an arm has no events. Where both arms are equal the score
    /// is exactly 0 at theta = 1, which is returned.
    /// @param start first guess of log theta
    [[nodiscard]] double log_ratio(double start) const;

private:
    /// Score at theta, minus its derivative by log theta, and the derivative of that.
    struct Score {
        double value, information, slope;
    };
    [[nodiscard]] Score score(double theta) const;

    std::size_t size_ = 0;                  ///< entries; the vectors have room for more
    bool some_a_ = false, some_b_ = false;  ///< events
    std::vector<double> events_a_, events_b_, time_a_, time_b_;
};

}  // namespace ibtr
