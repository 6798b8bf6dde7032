#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/statistics.hpp"
#include "figure/curves.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

/// Of several intervals only one kind is drawn.
bool has_credible_limits(const Rows& contrasts) {
    for (std::size_t row = 0; row < contrasts.size(); ++row)
        if (contrasts.text(row, "measure") == "rd" && std::isfinite(contrasts.number(row, "cri_low"))) return true;
    return false;
}

/// A strategy's curve less that of the reference, and the paired limits at the landmarks.
struct DifferenceLine {
    std::string strategy;
    std::size_t rank = 0;
    std::vector<Point> points;
    std::vector<Limits> simulation, parameters;  ///< parallel to the points; NaN where there are none
};

/// @param sign 1 where the endpoint is a survival, of which rd is the difference, -1 for an incidence
DifferenceLine line_of(const CurveOf& curve, const CurveOf& base, const Rows& contrasts,
                       const std::vector<std::size_t>& rows, double sign) {
    DifferenceLine line{curve.strategy, curve.rank, {}, {}, {}};
    for (std::size_t i = 0; i < std::min(curve.rows.size(), base.rows.size()); ++i) {
        const double years = curve.rows[i].years;
        line.points.push_back({years, curve.rows[i].value - base.rows[i].value});
        const auto row = std::find_if(rows.begin(), rows.end(), [&](std::size_t each) {
            return std::abs(contrasts.number(each, "time_years") - years) < 1e-6;
        });
        const auto limits = [&](const char* from, const char* to) {
            if (row == rows.end()) return Limits{years, undefined, undefined};
            const double one = sign * contrasts.number(*row, from), other = sign * contrasts.number(*row, to);
            return Limits{years, std::min(one, other), std::max(one, other)};
        };
        line.simulation.push_back(limits("ci_low", "ci_high"));
        line.parameters.push_back(limits("cri_low", "cri_high"));
    }
    return line;
}

bool any_finite(const std::vector<DifferenceLine>& lines, std::vector<Limits> DifferenceLine::*kind) {
    return std::any_of(lines.begin(), lines.end(), [&](const DifferenceLine& line) {
        return std::any_of((line.*kind).begin(), (line.*kind).end(),
                           [](const Limits& limits) { return std::isfinite(limits.low); });
    });
}

std::string data_of_lines(const std::vector<DifferenceLine>& lines, const std::string& reference,
                          const std::string& endpoint) {
    CsvText csv("strategy,comparator,endpoint,time_years,difference,ci_low,ci_high,cri_low,cri_high\n");
    for (const DifferenceLine& line : lines)
        for (std::size_t i = 0; i < line.points.size(); ++i)
            csv.row(line.strategy, reference, endpoint, line.points[i].x, line.points[i].y, line.simulation[i].low,
                    line.simulation[i].high, line.parameters[i].low, line.parameters[i].high);
    return csv.take();
}

/// The lines per 100, and an axis that holds them and their whiskers.
Panel panel_of(const Material& material, const std::vector<DifferenceLine>& lines,
               std::vector<Limits> DifferenceLine::*kind, const std::string& title) {
    Panel panel;
    double low = 0, high = 0;
    const auto hold = [&](double value) {
        if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    };
    for (const DifferenceLine& line : lines) {
        Series series{material.names.label(Names::Of::strategy, line.strategy), line.rank};
        for (const Point& p : line.points) {
            series.points.push_back({p.x, 100 * p.y});
            hold(100 * p.y);
        }
        for (const Limits& limits : line.*kind) {
            if (!std::isfinite(limits.low)) continue;
            series.whiskers.push_back({limits.x, 100 * limits.low, 100 * limits.high});
            hold(100 * limits.low);
            hold(100 * limits.high);
        }
        panel.series.push_back(std::move(series));
    }
    panel.y = widened_axis(title, low, high, 5);
    return panel;
}

std::string provenance_of_lines(const Material& material, const std::vector<DifferenceLine>& lines) {
    if (any_finite(lines, &DifferenceLine::parameters))
        return provenance(material, "in the table beside", "bars, without simulation noise");
    const bool simulated = any_finite(lines, &DifferenceLine::simulation);
    return provenance(material, simulated ? "bars" : "none, an exact solution",
                      "not part of this run; `ibtr psa` gives it");
}

}  // namespace

Figure difference(const Material& material) {
    const std::string endpoint = only_endpoint(material.request).value_or("os");
    const Rows contrasts = material.files.table(
        "contrasts.csv", "`ibtr run`, `exact`, `psa` or `merge`",
        [&](std::string_view line) { return line.find("," + endpoint + ",") != std::string_view::npos; });
    if (contrasts.size() == 0)
        throw UsageError(fmt::format("{}: no contrast of {}", material.files.path().string(), endpoint));
    const std::string reference = contrasts.text(0, "comparator");
    Request all = material.request;  // the reference too, whoever is asked for
    all.strategies.clear();
    const Curves curves({material.files, all, material.names, material.origin}, {endpoint});
    const CurveOf* base = curves.find(reference, endpoint);
    if (base == nullptr)
        throw UsageError(fmt::format("{}: no curve of the reference '{}'", material.files.path().string(), reference));

    const auto& chosen = material.request.strategies;
    std::vector<DifferenceLine> lines;
    for (const CurveOf& curve : curves.all()) {
        const bool left_out =
            !chosen.empty() && std::find(chosen.begin(), chosen.end(), curve.strategy) == chosen.end();
        if (curve.strategy == reference || left_out) continue;
        const std::vector<std::size_t> rows = contrasts.where({{"strategy", curve.strategy},
                                                               {"group", material.request.group},
                                                               {"population", curves.population()},
                                                               {"endpoint", endpoint},
                                                               {"measure", "rd"}});
        lines.push_back(line_of(curve, *base, contrasts, rows, base->rows.front().value > 0.5 ? 1 : -1));
    }
    if (lines.empty()) throw UsageError("a difference needs a strategy other than the reference '" + reference + "'");
    const std::string what = material.names.label(Names::Of::endpoint, endpoint),
                      against = material.names.label(Names::Of::strategy, reference);
    Panel panel = panel_of(material, lines,
                           has_credible_limits(contrasts) ? &DifferenceLine::parameters : &DifferenceLine::simulation,
                           fmt::format("Difference in {} per 100 {}", what, material.names.people));
    panel.x = years_axis(curves.horizon_years(), material.request.look);
    panel.rules.push_back({0, false, against, {frame_colour, 0.9, {}}});
    const std::string title = fmt::format("Difference over time in {} against {}", what, against);
    return {
        lay_out({{std::move(panel)}}, material.request.look), title,
        fmt::format("{}; {}, {}. The same {} live under both strategies; bars at the landmarks are intervals of the "
                    "paired difference. {}",
                    title, group_in_words(material), population_in_words(curves.population()), material.names.people,
                    provenance_of_lines(material, lines)),
        data_of_lines(lines, reference, endpoint)};
}

}  // namespace ibtr::figure
