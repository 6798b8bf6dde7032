#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "figure/curves.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

std::vector<std::string> strategies_of(const Curves& curves) {
    std::vector<std::string> names;
    for (const CurveOf& curve : curves.all())
        if (std::find(names.begin(), names.end(), curve.strategy) == names.end()) names.push_back(curve.strategy);
    return names;
}

std::vector<std::string> endpoints_of(const Curves& curves) {
    std::vector<std::string> names;
    for (const CurveOf& curve : curves.all())
        if (std::find(names.begin(), names.end(), curve.endpoint) == names.end()) names.push_back(curve.endpoint);
    return names;
}

/// A panel a strategy, in which the endpoints' shares stand on each other in their order.
Chart stacked_chart(const Material& material, const Curves& curves, const std::vector<std::string>& endpoints,
                    const std::string& title) {
    Chart chart;
    for (const std::string& strategy : strategies_of(curves)) {
        Panel panel;
        panel.title = material.names.label(Names::Of::strategy, strategy);
        panel.x =
            years_axis(curves.horizon_years(), {material.request.look.width_mm / 2.5, material.request.look.font_pt});
        panel.y = share_axis(title);
        std::vector<double> below;
        for (std::size_t k = 0; k < endpoints.size(); ++k) {
            const CurveOf* curve = curves.find(strategy, endpoints[k]);
            if (curve == nullptr) continue;
            Layer layer{sentence_case(material.names.label(Names::Of::endpoint, endpoints[k])), k, {}};
            below.resize(curve->rows.size(), 0);
            for (std::size_t i = 0; i < curve->rows.size(); ++i) {
                const double low = below[i];
                below[i] += std::isfinite(curve->rows[i].value) ? curve->rows[i].value : 0;
                layer.extent.push_back({curve->rows[i].years, low, below[i]});
            }
            panel.layers.push_back(std::move(layer));
        }
        chart.panels.push_back(std::move(panel));
    }
    return chart;
}

/// Deaths by cause stand on each other where nobody dies twice: where they and the survivors are everybody.
void require_exclusive(const Curves& deaths, const Curves& survivors) {
    for (const CurveOf& alive : survivors.all())
        for (std::size_t i = 0; i < alive.rows.size(); ++i) {
            double sum = alive.rows[i].value;
            for (const CurveOf& curve : deaths.all())
                if (curve.strategy == alive.strategy) sum += curve.rows.at(i).value;
            if (std::abs(sum - 1) > 1e-6)
                throw UsageError(
                    "deaths by cause and survivors are not everybody in this model: name one incidence with "
                    "--endpoint");
        }
}

}  // namespace

Figure occupancy(const Material& material) {
    const Curves curves(material, {"occupancy:"}, true);
    const std::string title = "States over time by strategy";
    const Chart chart = stacked_chart(material, curves, endpoints_of(curves), "Per 100 " + material.names.people);
    return {lay_out(chart, material.request.look), title,
            fmt::format(
                "{}: share of {} in each state, {}, stacked. {}", title, group_in_words(material),
                population_in_words(curves.population()),
                provenance(material, curves.simulated() ? "not drawn; in the table beside" : "none, an exact solution",
                           "not drawn")),
            data_of(curves.all())};
}

Figure cumulative_incidence(const Material& material) {
    if (!material.request.endpoints.empty()) return survival(material);
    if (material.names.death_incidences.empty())
        throw UsageError(
            "this model has no endpoint that is deaths of one cause, which could be stacked: name one incidence with "
            "--endpoint, such as cif_local");
    const Curves curves(material, material.names.death_incidences);
    require_exclusive(curves, Curves(material, {"os"}));
    const std::string title = "Cumulative incidence of deaths by cause and strategy";
    const Chart chart = stacked_chart(material, curves, endpoints_of(curves), "Died, per 100 " + material.names.people);
    return {lay_out(chart, material.request.look), title,
            fmt::format(
                "{}: competing causes, stacked; {}, {}. What is left above is alive. {}", title,
                group_in_words(material), population_in_words(curves.population()),
                provenance(material, curves.simulated() ? "not drawn; in the table beside" : "none, an exact solution",
                           "not drawn")),
            data_of(curves.all())};
}

}  // namespace ibtr::figure
