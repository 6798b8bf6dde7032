#include "hazard_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ibtr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double longest_step = 2;  ///< in log theta
constexpr double last_step = 1e-4;  ///< Halley cubes the error: what is left is of the order of 1e-13
constexpr int most_steps = 200;

}  // namespace

double RiskIntervals::log_ratio(double start) const {
    double events_a = 0, events_b = 0;
    for (const Interval& at : intervals_) {
        events_a += at.events_a;
        events_b += at.events_b;
    }
    if (!(events_a > 0) || !(events_b > 0)) return std::numeric_limits<double>::quiet_NaN();

    // Halley's method on log theta: most replicates of a jackknife then need one or two passes. The score falls
    // monotonically from +d_A to -d_B, so its sign brackets the root; a step out of the bracket is replaced by
    // bisection, a long one is cut.
    double log_theta = std::isfinite(start) ? start : 0, low = -infinity, high = infinity;
    for (int step = 0; step < most_steps; ++step) {
        const double theta = std::exp(log_theta);
        double score = 0, information = 0, slope = 0;  // score, minus its derivative, the derivative of that
        for (const Interval& at : intervals_) {
            const double weighted_a = theta * at.time_a;
            const double inverse = 1 / (weighted_a + at.time_b);
            const double p = weighted_a * inverse, q = at.time_b * inverse;
            score += at.events_a * q - at.events_b * p;  // d_A - d p, written so that nothing cancels
            const double variance = (at.events_a + at.events_b) * p * q;
            information += variance;
            slope += variance * (q - p);
        }
        if (score == 0) break;
        (score > 0 ? low : high) = log_theta;
        const double curvature = 2 * information * information + score * slope;
        const double halley = curvature > 0 ? 2 * score * information / curvature : score / information;
        const double move = std::clamp(halley, -longest_step, longest_step);
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
