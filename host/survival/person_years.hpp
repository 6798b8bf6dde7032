#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/statistics.hpp"
#include "survival/event_times.hpp"

namespace ibtr::survival {

/// Events among people watched for so long in all.
struct PersonYears {
    double events = 0, years = 0;

    /// Events a year; NaN where nobody was watched.
    [[nodiscard]] double rate() const;
    /// Exact Poisson limits (Ulm 1990, Am J Epidemiol 131:373): chi-squared quantiles over twice the years.
    [[nodiscard]] Interval limits(double level = 0.95) const;
};

/// Adds every row's years and event to the intervals (breaks[k], breaks[k + 1]] of its own clock and its group, cell
/// group * (breaks - 1) + k. Years and events outside the breaks are in no cell.
/// @param group one a row, or empty: all in group 0 @param breaks ascending @param cells added to
void add_person_years(const EventTimes& times, std::span<const std::uint32_t> group, std::span<const double> breaks,
                      std::span<PersonYears> cells);

}  // namespace ibtr::survival
