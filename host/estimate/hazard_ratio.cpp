#include "hazard_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ibtr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double longest_step = 2;  ///< in log theta
constexpr double last_step = 1e-7;  ///< Newton squares the error: what is left is of the order of 1e-14
constexpr int most_steps = 200;

}  // namespace

double RiskIntervals::log_ratio(std::size_t size, double start) const {
    double events_a = 0, events_b = 0;
    for (std::size_t j = 0; j < size; ++j) {
        events_a += intervals_[j].events_a;
        events_b += intervals_[j].events_b;
    }
    if (!(events_a > 0) || !(events_b > 0)) return std::numeric_limits<double>::quiet_NaN();

    // Newton's method on log theta. The score falls monotonically from +d_A to -d_B, so its sign brackets the root; a
    // step out of the bracket is replaced by bisection, a long one is cut.
    double log_theta = std::isfinite(start) ? start : 0, low = -infinity, high = infinity;
    for (int step = 0; step < most_steps; ++step) {
        const double theta = std::exp(log_theta);
        double score = 0, information = 0;
        for (std::size_t j = 0; j < size; ++j) {
            const Interval& at = intervals_[j];
            const double weighted_a = theta * at.time_a;
            const double inverse = 1 / (weighted_a + at.time_b);
            // d_A - d theta Y_A / (theta Y_A + Y_B), written so that nothing cancels
            score += (at.events_a * at.time_b - at.events_b * weighted_a) * inverse;
            information += (at.events_a + at.events_b) * weighted_a * inverse * at.time_b * inverse;
        }
        if (score == 0) break;
        (score > 0 ? low : high) = log_theta;
        const double move = std::clamp(score / information, -longest_step, longest_step);
        double next = log_theta + move;
        if (next == log_theta) break;
        if (next <= low || next >= high) next = low + (high - low) / 2;
        const double taken = std::abs(next - log_theta);
        log_theta = next;
        if (taken < last_step) break;
    }
    return log_theta;
}

}  // namespace ibtr
