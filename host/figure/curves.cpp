#include "figure/curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "recorded/curve_points.hpp"

namespace ibtr::figure {
namespace {

constexpr const char* maker = "`ibtr run`, `exact`, `psa` or `merge`";

bool is_finite(const Limits& limits) {
    return std::isfinite(limits.low) && std::isfinite(limits.high);
}

template <class Member>
bool any_limits(const std::vector<CurveOf>& curves, Member member) {
    return std::any_of(curves.begin(), curves.end(), [&](const CurveOf& curve) {
        return std::any_of(curve.rows.begin(), curve.rows.end(), [&](const CurveRow& row) {
            return is_finite(row.*member) && (row.*member).high > (row.*member).low;
        });
    });
}

/// @throws UsageError where a wanted name is not one of the file
void require_known(const std::string& option, const std::string& wanted, const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), wanted) == known.end())
        throw UsageError(fmt::format("{}: {}", option, unknown_name(wanted, known)));
}

/// Every endpoint of a file of curves.
std::vector<std::string> endpoints_in(const Material& material) {
    std::vector<std::string> names;
    std::string last;
    const auto is_new = [&last](std::string_view line) {
        std::string_view rest = line;
        for (int field = 0; field < 3; ++field) rest.remove_prefix(std::min(rest.find(',') + 1, rest.size()));
        const std::string endpoint(rest.substr(0, rest.find(',')));
        return std::exchange(last, endpoint) != endpoint;
    };
    const Rows rows = material.files.table("curves.csv", maker, is_new);
    return rows.different("endpoint");
}

}  // namespace

Curves::Curves(const Material& material, std::vector<std::string> endpoints, bool prefix) {
    const Request& request = material.request;
    const auto wanted = [&](std::string_view endpoint) {
        const bool begins = prefix && endpoint.starts_with(endpoints.back());
        return begins || std::find(endpoints.begin(), endpoints.end(), endpoint) != endpoints.end();
    };
    const auto may_be_wanted = [&](std::string_view line) {
        return std::any_of(endpoints.begin(), endpoints.end(), [&](const std::string& endpoint) {
            return line.find("," + endpoint + (prefix ? "" : ",")) != std::string_view::npos;
        });
    };
    const Rows rows = material.files.table("curves.csv", maker, may_be_wanted);
    if (rows.size() == 0) require_known("--endpoint " + endpoints.back(), endpoints.back(), endpoints_in(material));
    require_known("--group " + request.group, request.group, rows.different("group"));
    const std::vector<std::string> populations = rows.different("population"), strategies = rows.different("strategy");
    if (request.population) require_known("--population " + *request.population, *request.population, populations);
    population_ = request.population.value_or(populations.front());
    for (const std::string& name : request.strategies) require_known("--strategies " + name, name, strategies);

    const auto& chosen = request.strategies;
    for (const recorded::RecordedPoint& point : recorded::curve_points(rows)) {
        if (point.group != request.group || point.population != population_ || !wanted(point.endpoint)) continue;
        if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), point.strategy) == chosen.end()) continue;
        if (curves_.empty() || curves_.back().strategy != point.strategy || curves_.back().endpoint != point.endpoint) {
            const auto rank = std::find(strategies.begin(), strategies.end(), point.strategy) - strategies.begin();
            curves_.push_back({point.strategy, point.endpoint, static_cast<std::size_t>(rank), {}});
        }
        const recorded::RecordedNumber& number = point.number;
        curves_.back().rows.push_back({point.time_years,
                                       number.estimate,
                                       {point.time_years, number.ci_low, number.ci_high},
                                       {point.time_years, number.cri_low, number.cri_high},
                                       point.at_risk});
    }
    if (curves_.empty())
        throw UsageError(fmt::format("{}: no curve of {} in group '{}'", material.files.path().string(),
                                     endpoints.back(), request.group));
}

std::vector<CurveOf> Curves::of_endpoint(const std::string& endpoint) const {
    std::vector<CurveOf> chosen;
    std::copy_if(curves_.begin(), curves_.end(), std::back_inserter(chosen),
                 [&](const CurveOf& curve) { return curve.endpoint == endpoint; });
    return chosen;
}

const CurveOf* Curves::find(const std::string& strategy, const std::string& endpoint) const {
    const auto found = std::find_if(curves_.begin(), curves_.end(), [&](const CurveOf& curve) {
        return curve.strategy == strategy && curve.endpoint == endpoint;
    });
    return found == curves_.end() ? nullptr : &*found;
}

double Curves::horizon_years() const {
    double last = 0;
    for (const CurveOf& curve : curves_) last = std::max(last, curve.rows.back().years);
    return last > 0 ? last : 1;
}

bool Curves::simulated() const {
    return any_limits(curves_, &CurveRow::simulation);
}

bool Curves::drawn() const {
    return any_limits(curves_, &CurveRow::parameters);
}

Axis years_axis(double horizon_years, const Look& look) {
    return time_axis(horizon_years, std::clamp(look.width_pt() / (6 * look.font_pt), 3.0, 8.0));
}

void add_limits(std::vector<Series>& series, const std::vector<CurveOf>& curves, bool parameters, const Axis& years) {
    constexpr double narrow = 0.03;
    constexpr std::size_t few = 2;
    double widest = 0;
    const auto limits_of = [&](const CurveRow& row) { return parameters ? row.parameters : row.simulation; };
    for (const CurveOf& curve : curves)
        for (const CurveRow& row : curve.rows)
            if (is_finite(limits_of(row))) widest = std::max(widest, limits_of(row).high - limits_of(row).low);
    const bool bands = widest < narrow || curves.size() <= few;
    for (std::size_t k = 0; k < curves.size(); ++k)
        for (const CurveRow& row : curves[k].rows) {
            const Limits limits = limits_of(row);
            if (!is_finite(limits)) continue;
            if (bands) {
                series[k].band.push_back(limits);
            } else if (std::any_of(years.ticks.begin(), years.ticks.end(), [&](const Tick& tick) {
                           return tick.at > 0 && std::abs(tick.at - row.years) < 1e-6;
                       })) {
                series[k].whiskers.push_back(limits);
            }
        }
}

std::string data_of(const std::vector<CurveOf>& curves) {
    CsvText csv("strategy,endpoint,time_years,estimate,ci_low,ci_high,cri_low,cri_high,at_risk\n");
    for (const CurveOf& curve : curves)
        for (const CurveRow& row : curve.rows)
            csv.row(curve.strategy, curve.endpoint, row.years, row.value, row.simulation.low, row.simulation.high,
                    row.parameters.low, row.parameters.high, row.at_risk);
    return csv.take();
}

std::string provenance_of(const Material& material, const Curves& curves) {
    const bool drawn = curves.drawn(), simulated = curves.simulated();
    if (drawn)
        return provenance(material, "of the means, not drawn",
                          "shaded, or bars where several overlap; without simulation noise");
    return provenance(material, simulated ? "shaded, where it is wider than the line" : "none, an exact solution",
                      "not part of this run; `ibtr psa` gives it");
}

std::string population_in_words(const std::string& population) {
    return population == "as_observed" ? "as observed" : population;
}

}  // namespace ibtr::figure
