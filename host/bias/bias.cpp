#include "bias/bias.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ibtr/error.hpp"

namespace ibtr::bias {
namespace {

double above_one(double ratio) {
    return ratio < 1 ? 1 / ratio : ratio;
}

double events_from_survivors(double ratio, double risk) {
    const double events = 1 - ratio * (1 - risk);
    if (events <= 0)
        throw UsageError(
            fmt::format("--risk {:g}: {:g} times the {:g} who go without the event are more than all; the risk is that "
                        "of the group "
                        "compared with, at the time of the ratio",
                        risk, ratio, 1 - risk));
    return events / risk;
}

void require_between(const char* what, const std::vector<double>& values, double high) {
    if (values.empty()) throw UsageError(fmt::format("{}: needs a number", what));
    for (const double value : values)
        if (!(value > 0 && value < high))
            throw UsageError(fmt::format("{} {:g}: must be above 0{}", what, value, high <= 1 ? " and below 1" : ""));
}

/// The larger of what having the factor and not having it differ by, for either may be the level that is more frequent.
double exposure_ratio(double prevalence, double in_comparator) {
    return std::max(above_one(prevalence / in_comparator), above_one((1 - prevalence) / (1 - in_comparator)));
}

}  // namespace

ObservedRatio ratio_of_events(const ObservedRatio& of_people_without, double risk) {
    if (!(risk > 0 && risk < 1)) throw UsageError(fmt::format("--risk {:g}: must be above 0 and below 1", risk));
    const auto events = [&](double ratio) { return std::isnan(ratio) ? ratio : events_from_survivors(ratio, risk); };
    return {events(of_people_without.ratio), events(of_people_without.high), events(of_people_without.low)};
}

double e_value(double ratio, double true_ratio) {
    const double q = above_one(ratio / true_ratio);
    return q + std::sqrt(q * (q - 1));
}

double e_value_of_interval(const ObservedRatio& observed, double true_ratio) {
    if (std::isnan(observed.low) || std::isnan(observed.high)) return std::numeric_limits<double>::quiet_NaN();
    if (observed.low <= true_ratio && observed.high >= true_ratio) return 1;
    return e_value(observed.low > true_ratio ? observed.low : observed.high, true_ratio);
}

double bounding_factor(double exposure_ratio, double outcome_ratio) {
    return exposure_ratio * outcome_ratio / (exposure_ratio + outcome_ratio - 1);
}

double exposure_ratio_needed(double ratio, double outcome_ratio) {
    if (ratio <= 1) return 1;
    // At equality no ratio is enough; rounding must not make one of 10^15 of it.
    if (outcome_ratio <= ratio * (1 + 1e-12)) return std::numeric_limits<double>::infinity();
    return ratio * (outcome_ratio - 1) / (outcome_ratio - ratio);
}

double bross_factor(double prevalence, double prevalence_in_comparator, double outcome_ratio) {
    return (1 + prevalence * (outcome_ratio - 1)) / (1 + prevalence_in_comparator * (outcome_ratio - 1));
}

std::vector<SurfacePoint> bias_surface(const ObservedRatio& observed, const SurfaceGrid& grid) {
    constexpr double endless = std::numeric_limits<double>::infinity();
    require_between("--prevalence", grid.prevalences, 1);
    require_between("--odds", grid.odds_ratios, endless);
    require_between("--outcome", grid.outcome_ratios, endless);
    std::vector<SurfacePoint> points;
    for (const double in_comparator : grid.prevalences)
        for (const double odds : grid.odds_ratios)
            for (const double outcome : grid.outcome_ratios) {
                const double prevalence = odds * in_comparator / (1 - in_comparator + odds * in_comparator);
                const double bross = bross_factor(prevalence, in_comparator, outcome);
                const double bound = bounding_factor(exposure_ratio(prevalence, in_comparator), above_one(outcome));
                points.push_back({in_comparator,
                                  odds,
                                  prevalence,
                                  outcome,
                                  bross,
                                  bound,
                                  {observed.ratio / bross, observed.low / bross, observed.high / bross}});
            }
    return points;
}

}  // namespace ibtr::bias
