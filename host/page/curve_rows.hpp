#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "page/run_record.hpp"

namespace ibtr::page {

/// A number of curves.csv or contrasts.csv with its two intervals; NaN where a field is empty.
struct RecordedNumber {
    double estimate, ci_low, ci_high, cri_low, cri_high;
};

/// Whose curve: strategy, group, population, endpoint, as curves.csv names them.
using CurveKey = std::tuple<std::string, std::string, std::string, std::string>;

/// One curve, parallel arrays by time.
struct RecordedCurve {
    std::vector<double> times_years;
    std::vector<RecordedNumber> numbers;

    /// The number at a time, within a millionth of a year; nullptr where there is none.
    [[nodiscard]] const RecordedNumber* at(double time_years) const;
};

/// A strategy beside another at a landmark.
struct RecordedContrast {
    std::string strategy, comparator, group, population, endpoint, measure;
    double time_years;
    RecordedNumber number;
};

/// The curves and contrasts of a run, as recorded.
struct CurveRows {
    std::map<CurveKey, RecordedCurve> curves;
    std::vector<RecordedContrast> contrasts;
};

/// @throws UsageError where a column is missing
CurveRows read_curves(const RunRecord& record);

}  // namespace ibtr::page
