#pragma once

#include <string>
#include <vector>

#include "recorded/rows.hpp"

namespace ibtr::recorded {

/// A number of curves.csv or contrasts.csv with its two 95 % intervals; NaN where a field is empty.
struct RecordedNumber {
    double estimate, ci_low, ci_high, cri_low, cri_high;
};

/// A row of curves.csv.
struct RecordedPoint {
    std::string strategy, group, population, endpoint;
    double time_years;
    RecordedNumber number;
    double at_risk;  ///< women; NaN where it is not known
};

/// A row of contrasts.csv: a strategy beside another at a landmark.
struct RecordedContrast {
    std::string strategy, comparator, group, population, endpoint, measure;
    double time_years;
    RecordedNumber number;
};

/// Every row of curves.csv.
/// @throws UsageError where a column is missing or a field cannot be: a time below 0 or beyond any horizon, a share
/// outside 0 to 1, a mean or a number at risk below 0, limits in the wrong order, times of one curve that do not rise
std::vector<RecordedPoint> curve_points(const Rows& curves);

/// Every row of contrasts.csv. @throws UsageError as above, for times and limits
std::vector<RecordedContrast> contrasts_of(const Rows& contrasts);

}  // namespace ibtr::recorded
