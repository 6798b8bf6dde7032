#include "recorded/curve_points.hpp"

#include <tuple>
#include <utility>

#include "model/endpoint_rules.hpp"

namespace ibtr::recorded {
namespace {

/// The most bins of a config's grid, of which a year has one at least.
constexpr double longest_horizon_years = 1 << 14;
/// Of sums of rounded shares.
constexpr double rounding = 1e-9;

double time_of(const Rows& rows, std::size_t row) {
    const double years = rows.number(row, "time_years");
    if (!(years >= 0 && years <= longest_horizon_years)) rows.refuse(row, "time_years", "is no time of a curve");
    return years;
}

RecordedNumber number_of(const Rows& rows, std::size_t row) {
    const RecordedNumber number{rows.number(row, "estimate"), rows.number(row, "ci_low"), rows.number(row, "ci_high"),
                                rows.number(row, "cri_low"), rows.number(row, "cri_high")};
    if (number.ci_low > number.ci_high) rows.refuse(row, "ci_low", "is above its upper limit");
    if (number.cri_low > number.cri_high) rows.refuse(row, "cri_low", "is above its upper limit");
    return number;
}

bool is_share(const std::string& endpoint) {
    switch (kind_of_endpoint(endpoint)) {
        case EndpointKind::survival:
        case EndpointKind::occupancy:
        case EndpointKind::incidence:
            return true;
        case EndpointKind::net_survival:  // a ratio: more than 1 where deaths are fewer than in the population
        case EndpointKind::restricted_mean:
            break;
    }
    return false;
}

}  // namespace

std::vector<RecordedPoint> curve_points(const Rows& curves) {
    std::vector<RecordedPoint> points;
    points.reserve(curves.size());
    for (std::size_t row = 0; row < curves.size(); ++row) {
        RecordedPoint point{curves.text(row, "strategy"), curves.text(row, "group"), curves.text(row, "population"),
                            curves.text(row, "endpoint"), time_of(curves, row),      number_of(curves, row),
                            curves.number(row, "at_risk")};
        if (point.number.estimate < -rounding) curves.refuse(row, "estimate", "is below 0");
        if (is_share(point.endpoint) && point.number.estimate > 1 + rounding)
            curves.refuse(row, "estimate", "is a share above 1");
        if (point.at_risk < 0) curves.refuse(row, "at_risk", "is below 0");
        if (!points.empty()) {
            const RecordedPoint& before = points.back();
            const bool same_curve = std::tie(before.strategy, before.group, before.population, before.endpoint) ==
                                    std::tie(point.strategy, point.group, point.population, point.endpoint);
            if (same_curve && !(point.time_years > before.time_years))
                curves.refuse(row, "time_years", "is not after the time of the row before");
        }
        points.push_back(std::move(point));
    }
    return points;
}

std::vector<RecordedContrast> contrasts_of(const Rows& contrasts) {
    std::vector<RecordedContrast> all;
    all.reserve(contrasts.size());
    for (std::size_t row = 0; row < contrasts.size(); ++row)
        all.push_back({contrasts.text(row, "strategy"), contrasts.text(row, "comparator"), contrasts.text(row, "group"),
                       contrasts.text(row, "population"), contrasts.text(row, "endpoint"),
                       contrasts.text(row, "measure"), time_of(contrasts, row), number_of(contrasts, row)});
    return all;
}

}  // namespace ibtr::recorded
