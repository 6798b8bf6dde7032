#include "estimate/hazard_ratio.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ibtr {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double longest_step = 2;  ///< in log theta
constexpr double last_step = 1e-4;  ///< Halley cubes the error: what is left is of the order of 1e-13
constexpr int most_steps = 200;

}  // namespace

void RiskIntervals::add(const ArmAtRisk& a, const ArmAtRisk& b, std::size_t first, std::size_t end) {
    const std::size_t room = size_ + (end - first);
    for (std::vector<double>* column : {&events_a_, &events_b_, &time_a_, &time_b_})
        if (column->size() < room) column->resize(std::max(room, 2 * size_));
    double *to_events_a = events_a_.data(), *to_events_b = events_b_.data();
    double *to_time_a = time_a_.data(), *to_time_b = time_b_.data();
    std::size_t size = size_;
    bool some_a = some_a_, some_b = some_b_;
    for (std::size_t j = first; j < end; ++j) {
        const double events_a = a.events[j], events_b = b.events[j], time_a = a.time[j], time_b = b.time[j];
        to_events_a[size] = events_a;
        to_events_b[size] = events_b;
        to_time_a[size] = time_a;
        to_time_b[size] = time_b;
        // The next one takes the place of one that is left out: no branch, which would often be mispredicted.
        const bool informative = (events_a + events_b > 0) & (time_a > 0) & (time_b > 0);
        some_a |= informative & (events_a > 0);
        some_b |= informative & (events_b > 0);
        size += static_cast<std::size_t>(informative);
    }
    size_ = size;
    some_a_ = some_a;
    some_b_ = some_b;
}

RiskIntervals::Score RiskIntervals::score(double theta) const {
    // Every lane is a sum of its own: additions need not wait for each other, and two lanes share an instruction.
    constexpr std::size_t lanes = 4;
    std::array<double, lanes> value{}, information{}, slope{};
    const auto add = [&](std::size_t j, std::size_t lane) {
        const double weighted_a = theta * time_a_[j];
        const double inverse = 1 / (weighted_a + time_b_[j]);
        const double p = weighted_a * inverse, q = time_b_[j] * inverse;
        const double variance = (events_a_[j] + events_b_[j]) * p * q;
        value[lane] += events_a_[j] * q - events_b_[j] * p;  // d_A - d p, written so that nothing cancels
        information[lane] += variance;
        slope[lane] += variance * (q - p);
    };
    const std::size_t whole = size_ - size_ % lanes;
    for (std::size_t j = 0; j < whole; j += lanes)
        for (std::size_t lane = 0; lane < lanes; ++lane) add(j + lane, lane);
    for (std::size_t j = whole; j < size_; ++j) add(j, j - whole);
    const auto sum = [](const std::array<double, lanes>& sums) { return (sums[0] + sums[1]) + (sums[2] + sums[3]); };
    return {sum(value), sum(information), sum(slope)};
}

double RiskIntervals::log_ratio(double start) const {
    if (!some_a_ || !some_b_) return std::numeric_limits<double>::quiet_NaN();

    // Halley's method on log theta: most replicates of a jackknife then need one or two passes. The score falls
    // monotonically from +d_A to -d_B, so its sign brackets the root; a step out of the bracket is replaced by
    // bisection, a long one is cut.
    double log_theta = std::isfinite(start) ? start : 0, low = -infinity, high = infinity;
    for (int step = 0; step < most_steps; ++step) {
        const auto [value, information, slope] = score(std::exp(log_theta));
        if (value == 0) break;
        (value > 0 ? low : high) = log_theta;
        const double curvature = 2 * information * information + value * slope;
        const double halley = curvature > 0 ? 2 * value * information / curvature : value / information;
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
