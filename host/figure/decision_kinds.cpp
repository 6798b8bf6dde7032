#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/statistics.hpp"
#include "figure/curves.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

constexpr const char* decision_maker = "`ibtr psa` of a config with costs and utilities, or `ibtr decision`,";

/// Rows of one population, where a file has several.
std::vector<std::size_t> population_rows(const Rows& rows, const Material& material, std::string& population) {
    std::vector<std::size_t> all(rows.size());
    std::iota(all.begin(), all.end(), 0);
    if (!rows.has("population") || rows.size() == 0) return all;
    population = material.request.population.value_or(rows.text(0, "population"));
    std::vector<std::size_t> chosen = rows.where({{"population", population}});
    if (chosen.empty()) throw UsageError("--population " + population + ": not in " + material.files.path().string());
    return chosen;
}

bool is_chosen(const Material& material, const std::string& strategy) {
    const auto& chosen = material.request.strategies;
    return chosen.empty() || std::find(chosen.begin(), chosen.end(), strategy) != chosen.end();
}

std::string money(const Material& material) {
    return material.names.currency.empty() ? "" : " [" + material.names.currency + "]";
}

Axis willingness_axis(const Material& material, double low, double high) {
    return even_axis("Willingness to pay for a unit of effect (QALY)" + money(material), low, high,
                     std::clamp(material.request.look.width_pt() / (9 * material.request.look.font_pt), 3.0, 8.0));
}

}  // namespace

Figure acceptability(const Material& material) {
    const Rows rows = material.files.table("ceac.csv", decision_maker);
    std::string population;
    const std::vector<std::size_t> mine = population_rows(rows, material, population);
    if (mine.empty()) throw UsageError(material.files.path().string() + ": ceac.csv is empty");
    const bool corrected = std::all_of(
        mine.begin(), mine.end(), [&](std::size_t row) { return std::isfinite(rows.number(row, "probability_best")); });
    const std::string column = corrected ? "probability_best" : "probability_best_uncorrected";
    CsvText csv("strategy,willingness_to_pay,probability_best,on_frontier\n");
    Panel panel;
    Series frontier{"Frontier: best on average", 0};
    frontier.stroke = Stroke{"#c4c4c4", 6, {}};
    const std::vector<std::string> strategies = rows.different("strategy");
    double low = undefined, high = undefined;
    std::vector<Series> lines;
    for (std::size_t s = 0; s < strategies.size(); ++s)
        lines.push_back({material.names.label(Names::Of::strategy, strategies[s]), s});
    std::string best;
    for (const std::size_t row : mine) {
        const double willingness = rows.number(row, "willingness_to_pay"), share = rows.number(row, column);
        const std::string& strategy = rows.text(row, "strategy");
        const auto s =
            static_cast<std::size_t>(std::find(strategies.begin(), strategies.end(), strategy) - strategies.begin());
        lines[s].points.push_back({willingness, share});
        low = std::fmin(low, willingness), high = std::fmax(high, willingness);
        csv.row(strategy, willingness, share, rows.text(row, "on_frontier"));
        if (rows.text(row, "on_frontier") != "yes") continue;
        if (!best.empty() && best != strategy) frontier.points.push_back({willingness, undefined});  // it jumps
        best = strategy;
        frontier.points.push_back({willingness, share});
    }
    Marks on_frontier{"", 0, frontier.points, 3, "#c4c4c4", true};  // one alone has no line
    panel.marks.push_back(std::move(on_frontier));
    panel.series.push_back(std::move(frontier));
    for (std::size_t s = 0; s < lines.size(); ++s)
        if (is_chosen(material, strategies[s])) panel.series.push_back(std::move(lines[s]));
    panel.x = willingness_axis(material, low, high);
    panel.y = share_axis("Best in so many of 100 draws");
    const std::string title = "Cost-effectiveness acceptability curves and frontier";
    Chart chart{{std::move(panel)}};
    chart.ends_labelled = false;
    return {
        lay_out(chart, material.request.look), title,
        fmt::format("{}: share of parameter draws in which each strategy has the greatest net benefit; {}{}. The "
                    "frontier is the strategy of the greatest mean net benefit. {}",
                    title, group_in_words(material), population.empty() ? "" : ", " + population_in_words(population),
                    provenance(material, corrected ? "taken off the shares" : "not resolved, it blurs the shares",
                               "is what the shares are of")),
        csv.take()};
}

Figure perfect_information(const Material& material) {
    const Rows rows = material.files.table("evpi.csv", decision_maker);
    std::string population;
    const std::vector<std::size_t> mine = population_rows(rows, material, population);
    CsvText csv("willingness_to_pay,best_strategy,evpi,evpi_low,evpi_high\n");
    Series series{"", 0};
    double low = undefined, high = undefined, highest = 0;
    constexpr double normal_975 = 1.959963984540054;
    for (const std::size_t row : mine) {
        const double willingness = rows.number(row, "willingness_to_pay"), value = rows.number(row, "evpi"),
                     error = rows.number(row, "evpi_se");
        const Limits limits{willingness, std::max(0.0, value - normal_975 * error), value + normal_975 * error};
        low = std::fmin(low, willingness), high = std::fmax(high, willingness);
        csv.row(willingness, rows.text(row, "best_strategy"), value, limits.low, limits.high);
        if (!std::isfinite(value)) continue;
        series.points.push_back({willingness, value});
        if (std::isfinite(error)) series.band.push_back(limits);
        highest = std::max({highest, value, std::isfinite(error) ? limits.high : 0});
    }
    if (series.points.empty())
        throw UsageError(
            "EVPI is not resolved at any willingness to pay: use more patients a draw, or `ibtr psa --by exact`");
    Panel panel;
    panel.x = willingness_axis(material, low, high);
    panel.y = widened_axis("Value of perfect information a person" + money(material), 0, highest, 5);
    Marks places{"", 0, series.points, 1.8};
    panel.series.push_back(std::move(series));
    panel.marks.push_back(std::move(places));
    const std::string title = "Expected value of perfect information";
    return {
        lay_out({{std::move(panel)}}, material.request.look), title,
        fmt::format("{} by willingness to pay; {}{}. Band: 95 % interval from the finite number of draws and of {}. {}",
                    title, group_in_words(material), population.empty() ? "" : ", " + population_in_words(population),
                    material.names.people, provenance(material, "in the band", "is what the value is of")),
        csv.take()};
}

Figure ce_plane(const Material& material) {
    const Rows effects = material.files.table("psa_effects.csv", "`ibtr psa` of a config with costs and utilities"),
               costs = material.files.table("psa_costs.csv", "`ibtr psa` of a config with costs and utilities");
    const std::vector<std::string>& strategies = effects.header();
    const std::string reference = material.names.reference.empty() ? strategies.front() : material.names.reference;
    constexpr std::size_t most_points = 2000;
    const std::size_t stride = (effects.size() + most_points - 1) / most_points;
    CsvText csv("strategy,comparator,draw,incremental_effect,incremental_cost\n");
    Panel panel;
    double left = 0, right = 0, bottom = 0, top = 0;
    std::vector<Marks> means;
    for (std::size_t s = 0; s < strategies.size(); ++s) {
        if (strategies[s] == reference || !is_chosen(material, strategies[s])) continue;
        Marks marks{material.names.label(Names::Of::strategy, strategies[s]), s, {}, 0.9};
        Point sum;
        for (std::size_t draw = 0; draw < std::min(effects.size(), costs.size()); ++draw) {
            const Point p{effects.number(draw, strategies[s]) - effects.number(draw, reference),
                          costs.number(draw, strategies[s]) - costs.number(draw, reference)};
            sum = {sum.x + p.x, sum.y + p.y};
            csv.row(strategies[s], reference, static_cast<double>(draw), p.x, p.y);
            if (draw % stride != 0) continue;
            marks.points.push_back(p);
            left = std::min(left, p.x), right = std::max(right, p.x), bottom = std::min(bottom, p.y),
            top = std::max(top, p.y);
        }
        const auto n = static_cast<double>(effects.size());
        means.push_back({"", s, {{sum.x / n, sum.y / n}}, 4.2, "#ffffff"});
        means.push_back({"", s, {{sum.x / n, sum.y / n}}, 3.2});
        panel.marks.push_back(std::move(marks));
    }
    if (panel.marks.empty()) throw UsageError("a plane needs a strategy other than the reference '" + reference + "'");
    panel.x = widened_axis("Incremental effect (QALYs)", left, right, 6);
    panel.y = widened_axis("Incremental cost" + money(material), bottom, top, 6);
    panel.rules = {{0, false, "", {frame_colour, 0.8, {}}}, {0, true, "", {frame_colour, 0.8, {}}}};
    panel.marks.insert(panel.marks.end(), means.begin(), means.end());
    const std::string title =
        "Cost-effectiveness plane against " + material.names.label(Names::Of::strategy, reference);
    return {lay_out({{std::move(panel)}, {}, false, 0.7}, material.request.look), title,
            fmt::format("{}: a point a draw of the parameters{}; large points are means. {}", title,
                        stride > 1 ? fmt::format(", every {} draws one", stride) : "",
                        provenance(material, "blurs the points; it is not taken off", "is the spread of the points")),
            csv.take()};
}

}  // namespace ibtr::figure
