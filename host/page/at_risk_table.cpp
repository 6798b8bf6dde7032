#include <algorithm>
#include <cmath>
#include <set>

#include "model/endpoint_rules.hpp"
#include "page/report_words.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

/// Times of the table: the start, the landmarks, the horizon.
std::set<double> times_shown(const Model& model) {
    std::set<double> times(model.landmarks_years.begin(), model.landmarks_years.end());
    times.insert(0.0);
    times.insert(model.horizon_years);
    return times;
}

}  // namespace

ShownTable at_risk_table(const RunRecord& record, const CurveRows& rows, const std::string& population,
                         const std::string& endpoint) {
    const Model& model = record.config->model;
    ShownTable table{"at-risk",
                     "At risk, and events so far in brackets, of the simulated " + model.people +
                         " (a mixture of strategies: weighted); nobody is censored before the horizon",
                     {"Strategy"},
                     {}};
    const bool simulated = record.command == "run" || record.command == "merge";
    if (!simulated || kind_of_endpoint(endpoint) != EndpointKind::survival) return table;
    const std::set<double> times = times_shown(model);
    for (const double years : times) table.header.push_back(years == 0 ? "at the start" : time_in_words(years));
    for (const Strategy& strategy : model.strategies) {
        const auto place = rows.curves.find({strategy.name, "all", population, endpoint});
        if (place == rows.curves.end()) continue;
        const RecordedCurve& curve = place->second;
        std::vector<std::string> row{strategy.label};
        double all = 0;
        for (std::size_t k = 0; k < curve.times_years.size(); ++k) {
            const double at_risk = std::round(curve.at_risk[k]);
            const bool is_shown = std::any_of(times.begin(), times.end(), [&](double shown) {
                return std::abs(shown - curve.times_years[k]) < 1e-6;
            });
            if (!is_shown || std::isnan(at_risk)) continue;
            if (row.size() == 1) all = at_risk;
            row.push_back(grouped(at_risk) + " (" + grouped(all - at_risk) + ")");
        }
        if (row.size() == table.header.size()) table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace ibtr::page
