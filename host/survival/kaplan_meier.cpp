#include "survival/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::survival {

double CurveStep::error() const {
    return survival * std::sqrt(log_variance);
}

void kaplan_meier(const EventTimes& times, const TimeOrder& order, StratumRows stratum, std::vector<CurveStep>& steps) {
    steps.clear();
    CurveStep step;
    double at_risk = 0;
    ForwardSweep sweep(times, order, stratum);
    while (sweep.next([&](std::uint32_t) { ++at_risk; }, [&](std::uint32_t) { --at_risk; })) {
        step.time = sweep.time();
        step.at_risk = at_risk;
        step.events = 0;
        for (const std::uint32_t row : sweep.at_time()) step.events += times.event[row];
        step.survival *= (at_risk - step.events) / at_risk;
        step.log_variance += step.events / (at_risk * (at_risk - step.events));
        step.hazard += step.events / at_risk;
        step.hazard_variance += step.events / (at_risk * at_risk);
        steps.push_back(step);
    }
}

CurveStep step_at(std::span<const CurveStep> steps, double time) {
    const auto after = std::upper_bound(steps.begin(), steps.end(), time,
                                        [](double value, const CurveStep& step) { return value < step.time; });
    return after == steps.begin() ? CurveStep{} : *(after - 1);
}

Interval survival_interval(const CurveStep& step, IntervalScale scale, double quantile) {
    const double s = step.survival, error = std::sqrt(step.log_variance);
    if (!(s > 0)) return {};
    switch (scale) {
        case IntervalScale::plain:
            return {std::max(0.0, s - quantile * s * error), std::min(1.0, s + quantile * s * error)};
        case IntervalScale::log:
            return {s * std::exp(-quantile * error), std::min(1.0, s * std::exp(quantile * error))};
        case IntervalScale::log_log:
            break;
    }
    const double width = quantile * error / std::log(s);  // below 0, or NaN at S = 1
    return {std::pow(s, std::exp(-width)), std::pow(s, std::exp(width))};
}

double quantile_time(std::span<const CurveStep> steps, double p) {
    const auto found =
        std::find_if(steps.begin(), steps.end(), [&](const CurveStep& step) { return step.survival <= 1 - p; });
    return found == steps.end() ? undefined : found->time;
}

}  // namespace ibtr::survival
