#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "figure/curves.hpp"

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

}  // namespace

Figure survival(const Material& material) {
    const std::string endpoint = material.request.endpoint.value_or("os");
    const Curves curves(material, {endpoint});
    const bool falls = curves.all().front().rows.front().value > 0.5;
    const std::string what = material.names.label(Names::Of::endpoint, endpoint), people = material.names.people;
    Panel panel;
    panel.x = years_axis(curves.horizon_years(), material.request.look);
    panel.y = share_axis(fmt::format("{}, per 100 {}", sentence_case(what), people));
    for (const CurveOf& curve : curves.all()) {
        Series series{material.names.label(Names::Of::strategy, curve.strategy), curve.rank};
        for (const CurveRow& row : curve.rows) series.points.push_back({row.years, row.value});
        panel.series.push_back(std::move(series));
    }
    add_limits(panel.series, curves.all(), curves.drawn(), panel.x);
    Chart chart{{std::move(panel)}};
    chart.table = numbers_at_risk(curves.all(), chart.panels.front().x, material.names);
    const std::string title = sentence_case(what) + " by strategy";
    return {lay_out(chart, material.request.look), title,
            fmt::format("{}: {} of {}, {}, over {:g} years.{} {}", title,
                        falls ? "share free of the event" : "share with the event", group_in_words(material),
                        population_in_words(curves.population()), curves.horizon_years(),
                        table_in_words(chart.table, curves.all(), people), provenance_of(material, curves)),
            data_of(curves.all())};
}

}  // namespace ibtr::figure
