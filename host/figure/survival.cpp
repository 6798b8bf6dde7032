#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "figure/curves.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

/// Net survival censors what competes with it: fewer are at risk than it says are free of the event.
bool counts_all(const CurveOf& curve) {
    const double all = curve.rows.front().at_risk;
    const bool falls = curve.rows.front().value > 0.5;
    return std::all_of(curve.rows.begin(), curve.rows.end(), [&](const CurveRow& row) {
        const double free = falls ? row.value : 1 - row.value;
        return std::abs(free * all - row.at_risk) <= 1e-6 * all + 1;
    });
}

const CurveRow* row_at(const CurveOf& curve, double years) {
    for (const CurveRow& row : curve.rows)
        if (std::abs(row.years - years) < 1e-6) return &row;
    return nullptr;
}

/// Numbers at risk with the events until then, which add up: nobody is censored.
std::optional<Table> numbers_at_risk(const std::vector<CurveOf>& curves, const Axis& years, const Names& names) {
    Table table;
    for (const Tick& tick : years.ticks)
        if (std::all_of(curves.begin(), curves.end(), [&](const CurveOf& curve) {
                const CurveRow* row = row_at(curve, tick.at);
                return row != nullptr && std::isfinite(row->at_risk);
            }))
            table.at.push_back(tick.at);
    if (table.at.empty() || table.at.front() > 0) return std::nullopt;
    for (const CurveOf& curve : curves) {
        TableBlock block{names.label(Names::Of::strategy, curve.strategy),
                         curve.rank,
                         {{"At risk", {}}, {counts_all(curve) ? "Events" : "Events, censored", {}}}};
        const double all = std::round(curve.rows.front().at_risk);
        for (const double years_at : table.at) {
            const double left = std::round(row_at(curve, years_at)->at_risk);
            block.rows[0].cells.push_back(number_text(left, 0));
            block.rows[1].cells.push_back(number_text(all - left, 0));
        }
        table.blocks.push_back(std::move(block));
    }
    return table;
}

std::string table_in_words(const std::optional<Table>& table, const std::vector<CurveOf>& curves,
                           const std::string& people) {
    if (!table) return "";
    const bool all = std::all_of(curves.begin(), curves.end(), counts_all);
    return fmt::format(" Below: {} at risk and {} until then, which add up{}.", people,
                       all ? "events" : "those with the event or censored by another one",
                       all ? "; nobody is censored" : "");
}

bool falls(const Curves& curves) {
    return curves.all().front().rows.front().value > 0.5;
}

/// @throws UsageError where a curve is a time, as a restricted mean is
void require_shares(const Curves& curves, const std::string& endpoint) {
    for (const CurveOf& curve : curves.all())
        for (const CurveRow& row : curve.rows)
            if (row.value > 1)
                throw UsageError(
                    fmt::format("--endpoint {}: is in years, and a curve by strategy is of shares; its "
                                "numbers are in curves.csv",
                                endpoint));
}

Panel curve_panel(const Material& material, const Curves& curves, const std::string& name) {
    Panel panel;
    panel.x = years_axis(curves.horizon_years(), material.request.look);
    panel.y = share_axis(fmt::format("{}, per 100 {}", sentence_case(name), material.names.people));
    for (const CurveOf& curve : curves.all()) {
        Series series{material.names.label(Names::Of::strategy, curve.strategy), curve.rank};
        for (const CurveRow& row : curve.rows) series.points.push_back({row.years, row.value});
        panel.series.push_back(std::move(series));
    }
    add_limits(panel.series, curves.all(), curves.drawn(), panel.x);
    return panel;
}

}  // namespace

Figure survival(const Material& material) {
    constexpr std::size_t most_panels = 9;
    const std::vector<std::string> endpoints =
        material.request.endpoints.empty() ? std::vector<std::string>{"os"} : material.request.endpoints;
    if (endpoints.size() > most_panels)
        throw UsageError(fmt::format("--endpoint {}: at most {} panels", fmt::join(endpoints, ","), most_panels));
    const bool several = endpoints.size() > 1;
    const std::string people = material.names.people;
    Chart chart;
    std::vector<CurveOf> drawn;
    std::string names, shares, population, table, provenance;
    double horizon_years = 0;
    for (std::size_t k = 0; k < endpoints.size(); ++k) {
        const Curves curves(material, {endpoints[k]});
        require_shares(curves, endpoints[k]);
        const std::string name = material.names.label(Names::Of::endpoint, endpoints[k]),
                          letter(1, static_cast<char>('A' + k));
        chart.panels.push_back(curve_panel(material, curves, name));
        if (several) {
            chart.panels.back().title = letter + ". " + sentence_case(name);
            chart.panels.back().y.title = "Per 100 " + people;
        } else {
            chart.table = numbers_at_risk(curves.all(), chart.panels.front().x, material.names);
            table = table_in_words(chart.table, curves.all(), people);
        }
        const bool last = k + 1 == endpoints.size();
        names += (k == 0 ? "" : last ? " and " : ", ") + name;
        shares += (several ? letter + ", " : "") +
                  (falls(curves) ? "share free of the event" : "share with the event") + (several ? "; " : " ");
        population = population_in_words(curves.population());
        provenance = provenance_of(material, curves);
        horizon_years = std::max(horizon_years, curves.horizon_years());
        drawn.insert(drawn.end(), curves.all().begin(), curves.all().end());
    }
    const std::string title = sentence_case(names) + " by strategy";
    return {lay_out(chart, material.request.look), title,
            fmt::format("{}: {}of {}, {}, over {:g} years.{} {}", title, shares, group_in_words(material), population,
                        horizon_years, table, provenance),
            data_of(drawn)};
}

}  // namespace ibtr::figure
