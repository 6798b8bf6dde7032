#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/statistics.hpp"
#include "base/text.hpp"
#include "figure/curves.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

/// A hazard, constant within an interval [per year].
struct HazardStep {
    double from_years = 0, to_years = 0, per_year = 0;
};

/// Intervals of a year; shorter where the horizon is.
double interval_years(double horizon_years) {
    constexpr double fewest = 8;
    return horizon_years >= fewest ? 1 : horizon_years >= fewest / 4 ? 0.25 : 1.0 / 12;
}

/// Of a survival -ln(S(t2)/S(t1)) / (t2 - t1); of an incidence the events by the mean of those at risk at both ends.
std::vector<HazardStep> steps_of(const CurveOf& curve, double interval) {
    const bool falls = curve.rows.front().value > 0.5;
    const double all = curve.rows.front().at_risk;
    std::vector<HazardStep> steps;
    const CurveRow* from = &curve.rows.front();
    for (const CurveRow& to : curve.rows) {
        const double years = to.years - from->years;
        if (years < interval - 1e-6) continue;
        const double at_risk = (from->at_risk + to.at_risk) / 2 / all;
        const double hazard =
            falls ? std::log(from->value / to.value) / years : (to.value - from->value) / years / at_risk;
        if (std::isfinite(hazard)) steps.push_back({from->years, to.years, std::max(0.0, hazard)});
        from = &to;
    }
    return steps;
}

}  // namespace

Figure hazards(const Material& material) {
    const std::string endpoint = only_endpoint(material.request).value_or("os");
    const Curves curves(material, {endpoint});
    if (!(curves.all().front().rows.front().value > 0.5) && !std::isfinite(curves.all().front().rows.front().at_risk))
        throw UsageError(
            "hazards of an incidence need numbers at risk, which draws have not: take a survival, or the folder of "
            "`ibtr run` or `exact`");
    const std::string what = material.names.label(Names::Of::endpoint, endpoint);
    const double interval = interval_years(curves.horizon_years());
    CsvText csv("strategy,endpoint,from_years,to_years,events_per_100_person_years\n");
    Panel panel;
    double highest = 0;
    for (const CurveOf& curve : curves.all()) {
        Series series{material.names.label(Names::Of::strategy, curve.strategy), curve.rank};
        for (const HazardStep& step : steps_of(curve, interval)) {
            const double rate = 100 * step.per_year;
            series.points.push_back({step.from_years, rate});
            series.points.push_back({step.to_years, rate});
            highest = std::max(highest, rate);
            csv.row(curve.strategy, endpoint, step.from_years, step.to_years, rate);
        }
        panel.series.push_back(std::move(series));
    }
    panel.x = years_axis(curves.horizon_years(), material.request.look);
    panel.y = widened_axis("Events per 100 person-years", 0, highest, 5);
    const std::string title = "Hazard over time by strategy: " + what;
    return {lay_out({{std::move(panel)}}, material.request.look), title,
            fmt::format("{}; {}, {}. Mean hazard within intervals of {:.3g} years, from the curves. {}", title,
                        group_in_words(material), population_in_words(curves.population()), interval,
                        provenance(material,
                                   curves.simulated() ? "not drawn; steps of rare events are uneven by chance"
                                                      : "none, an exact solution",
                                   "not drawn")),
            csv.take()};
}

}  // namespace ibtr::figure
