#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/statistics.hpp"
#include "survival/event_times.hpp"

namespace ibtr::survival {

/// What holds from one event time until the next.
struct CurveStep {
    double time = 0;             ///< [years]
    double at_risk = 0;          ///< n, just before
    double events = 0;           ///< d
    double survival = 1;         ///< S, product of (1 - d/n) (Kaplan and Meier 1958)
    double log_variance = 0;     ///< of ln S, sum of d/(n (n - d)) (Greenwood 1926); infinite where S is 0
    double hazard = 0;           ///< sum of d/n (Nelson 1969, Aalen 1978)
    double hazard_variance = 0;  ///< sum of d/n^2

    /// Standard error of S; NaN where S is 0.
    [[nodiscard]] double error() const;
};

/// The curve of one stratum, one step an event time. With late entry it is conditional on the first risk set that is
/// not empty, and falls to 0 wherever all at risk have the event.
/// @param steps replaced
void kaplan_meier(const EventTimes& times, const TimeOrder& order, StratumRows stratum, std::vector<CurveStep>& steps);

/// The step that holds at a time; survival 1 before the first.
CurveStep step_at(std::span<const CurveStep> steps, double time);

/// Scale on which an interval is symmetric: S, ln S or ln(-ln S).
enum class IntervalScale : std::uint8_t { plain, log, log_log };

/// Interval of S, cut at 0 and 1. NaN where S is 0; on log_log also where it is 1.
/// @param quantile half-width in standard errors, z_975 for 95 %
Interval survival_interval(const CurveStep& step, IntervalScale scale, double quantile = z_975);

/// The first time at which S is 1 - p or less; NaN where the curve ends above.
double quantile_time(std::span<const CurveStep> steps, double p);

}  // namespace ibtr::survival
