#include "page/curve_rows.hpp"

#include <cmath>

#include "ibtr/measure.hpp"
#include "model/difference_sign.hpp"

namespace ibtr::page {

const RecordedNumber* RecordedCurve::at(double time_years) const {
    for (std::size_t k = 0; k < times_years.size(); ++k)
        if (std::abs(times_years[k] - time_years) < 1e-6) return &numbers[k];
    return nullptr;
}

CurveRows read_curves(const RunRecord& record) {
    CurveRows rows;
    if (const CsvTable* table = record.table("curves"))
        for (const recorded::RecordedPoint& point : recorded::curve_points(recorded::Rows(*table))) {
            RecordedCurve& curve = rows.curves[{point.strategy, point.group, point.population, point.endpoint}];
            curve.times_years.push_back(point.time_years);
            curve.numbers.push_back(point.number);
            curve.at_risk.push_back(point.at_risk);
        }
    if (const CsvTable* table = record.table("contrasts"))
        rows.contrasts = recorded::contrasts_of(recorded::Rows(*table));
    for (RecordedContrast& contrast : rows.contrasts)
        if (contrast.measure == to_text(Measure::rd) && sign_of_difference(contrast.endpoint) < 0)
            contrast.number = mirrored(contrast.number);
    return rows;
}

RecordedNumber mirrored(const RecordedNumber& number) {
    return {-number.estimate, -number.ci_high, -number.ci_low, -number.cri_high, -number.cri_low};
}

}  // namespace ibtr::page
