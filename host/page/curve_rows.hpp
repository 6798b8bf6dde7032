#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "page/run_record.hpp"
#include "recorded/curve_points.hpp"

namespace ibtr::page {

using recorded::RecordedContrast;
using recorded::RecordedNumber;

/// Whose curve: strategy, group, population, endpoint, as curves.csv names them.
using CurveKey = std::tuple<std::string, std::string, std::string, std::string>;

/// One curve, parallel arrays by time.
struct RecordedCurve {
    std::vector<double> times_years;
    std::vector<RecordedNumber> numbers;
    std::vector<double> at_risk;  ///< women; NaN where it is not known

    /// The number at a time, within a millionth of a year; nullptr where there is none.
    [[nodiscard]] const RecordedNumber* at(double time_years) const;
};

/// The curves and contrasts of a run, as recorded; but `rd` is the difference of the curves, strategy minus reference,
/// of those with an event too.
struct CurveRows {
    std::map<CurveKey, RecordedCurve> curves;
    std::vector<RecordedContrast> contrasts;
};

/// The number with its sign turned, and its intervals.
RecordedNumber mirrored(const RecordedNumber& number);

/// @throws UsageError where a column is missing or a field is not what ibtr writes
CurveRows read_curves(const RunRecord& record);

}  // namespace ibtr::page
