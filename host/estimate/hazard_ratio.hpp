#pragma once

#include <vector>

namespace ibtr {

/// Events and person-time of two arms of equal size, one entry an interval (or an interval of one stratum).
class RiskIntervals {
public:
    /// Intervals without events, or with nobody at risk in an arm, say nothing about the ratio: they are left out.
    void add(double events_a, double events_b, double time_a, double time_b) {
        if (events_a + events_b > 0 && time_a > 0 && time_b > 0)
            intervals_.push_back({events_a, events_b, time_a, time_b});
    }

    /// Log of the hazard ratio a : b over all entries: the theta that solves
    ///     sum_j [ d_A - d theta Y_A / (theta Y_A + Y_B) ] = 0,
    /// the score equation of a proportional-hazards model with a free baseline hazard in each interval (Cox's partial
    /// likelihood score as the intervals shrink). NaN where an arm has no events. Where both arms are equal the score
    /// is exactly 0 at theta = 1, which is returned.
    /// @param start first guess of log theta
    [[nodiscard]] double log_ratio(double start) const;

private:
    struct Interval {
        double events_a, events_b, time_a, time_b;
    };
    std::vector<Interval> intervals_;
};

}  // namespace ibtr
