#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ibtr/estimate.hpp"
#include "psa/decision_report.hpp"
#include "psa/mean_totals.hpp"

namespace ibtr::psa {
namespace {

/// "60,612": money to the unit.
std::string money(double value) {
    if (!std::isfinite(value)) return "undefined";
    const std::string digits = fmt::format("{:.0f}", std::abs(value));
    std::string text = value < 0 && digits != "0" ? "-" : "";
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::string standing_text(const Model& model, const FrontierPoint& point) {
    if (point.standing != Standing::on_frontier) return to_text(point.standing);
    if (!point.next_cheaper) return "on frontier";
    return fmt::format("{} a QALY against {}", money(point.icer), model.strategies[*point.next_cheaper].name);
}

std::size_t longest_name(const Model& model) {
    std::size_t longest = 0;
    for (const Strategy& strategy : model.strategies) longest = std::max(longest, strategy.name.size());
    return longest;
}

/// Cheapest first; undefined ones last.
std::vector<std::size_t> by_cost(const std::vector<double>& costs) {
    std::vector<std::size_t> order(costs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::isfinite(costs[a]) && (!std::isfinite(costs[b]) || costs[a] < costs[b]);
    });
    return order;
}

std::string percent(double probability) {
    return std::isfinite(probability) ? fmt::format("{:.0f} %", 100 * probability) : "not resolved";
}

}  // namespace

std::string decision_table(const Model& model, const OutcomePlan& plan, const Summary& summary,
                           const std::vector<ChoiceCurve>& curves) {
    const std::size_t width = longest_name(model);
    std::string text;
    for (const PopulationKind kind : reported_populations(model)) {
        const MeanTotals means = mean_totals(model, plan, summary, kind);
        text +=
            fmt::format("\nA woman to {} years, {}; QALYs and {} discounted:\n  {:<{}}  {:>10}  {:>7}  {:>10}  {}\n",
                        model.horizon_years, in_words(kind), plan.economics()->currency, "", width, "life years",
                        "QALYs", "cost", "ICER");
        for (const std::size_t s : by_cost(means.costs))
            text += fmt::format("  {:<{}}  {:>10.3f}  {:>7.3f}  {:>10}  {}\n", model.strategies[s].name, width,
                                means.life_years[s], means.qalys[s], money(means.costs[s]),
                                standing_text(model, means.frontier[s]));
    }
    for (const ChoiceCurve& curve : curves) {
        text +=
            fmt::format("\nChoice by mean net benefit, {}:\n  {:>12}  {:<{}}  {:>12}  {:>16}  {:>10}\n",
                        in_words(curve.population), "per QALY", "best", width, "net benefit", "best in draws", "EVPI");
        for (const Acceptability& a : curve.at)
            text +=
                fmt::format("  {:>12}  {:<{}}  {:>12}  {:>16}  {:>10}\n", money(a.willingness),
                            model.strategies[a.best].name, width, money(a.net_benefit[a.best]),
                            percent(a.probability[a.best]), std::isfinite(a.evpi) ? money(a.evpi) : std::string("-"));
    }
    return text;
}

}  // namespace ibtr::psa
