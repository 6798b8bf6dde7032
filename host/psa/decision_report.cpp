#include "psa/decision_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>

#include "base/csv.hpp"
#include "base/statistics.hpp"
#include "base/text.hpp"
#include "ibtr/estimate.hpp"
#include "model/people.hpp"

namespace ibtr::psa {
namespace {

/// A header of names. None of them can hold a comma.
template <class Named>
std::string header_of(const std::vector<Named>& things) {
    return fmt::format("{}\n", fmt::join(names_of(things), ","));
}

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

MeanTotals mean_totals(const Model& model, const OutcomePlan& plan, const Summary& summary, PopulationKind kind) {
    MeanTotals result;
    const auto mean = [&](std::size_t s, DecisionItem item) {
        return summary.outcomes[plan.total(kind, s, item)].mean;
    };
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        result.life_years.push_back(mean(s, DecisionItem::life_years));
        result.qalys.push_back(mean(s, DecisionItem::qaly));
        result.costs.push_back(mean(s, DecisionItem::cost));
    }
    result.frontier = efficiency_frontier(result.costs, result.qalys);
    return result;
}

std::string icer_csv(const Model& model, const OutcomePlan& plan, const Summary& summary) {
    CsvText csv(
        "population,strategy,cost,qaly,life_years,standing,compared_with,incremental_cost,incremental_qaly,icer\n");
    for (const PopulationKind kind : reported_populations(model)) {
        const MeanTotals means = mean_totals(model, plan, summary, kind);
        for (std::size_t s = 0; s < means.frontier.size(); ++s) {
            const FrontierPoint& point = means.frontier[s];
            const bool compared = point.next_cheaper.has_value();
            csv.row(to_text(kind), model.strategies[s].name, means.costs[s], means.qalys[s], means.life_years[s],
                    to_text(point.standing),
                    compared ? std::string_view(model.strategies[*point.next_cheaper].name) : "",
                    compared ? point.incremental_cost : undefined, compared ? point.incremental_effect : undefined,
                    point.icer);
        }
    }
    return csv.take();
}

std::vector<ChoiceCurve> choice_curves(const Model& model, const OutcomePlan& plan, const Store& store) {
    std::vector<ChoiceCurve> curves;
    const std::vector<PopulationKind> kinds = reported_populations(model);
    const std::vector<DecisionDraws> loaded = load_decision_draws(store, plan, kinds, model.strategies.size());
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        const DecisionDraws& draws = loaded[k];
        const auto known = [](double x) { return std::isfinite(x); };
        if (!std::all_of(draws.costs.begin(), draws.costs.end(), known)) continue;
        curves.push_back({kinds[k], {}});
        for (const double willingness : plan.economics()->willingness_to_pay)
            curves.back().at.push_back(acceptability(draws, willingness, model.reference_strategy));
    }
    return curves;
}

std::string ceac_csv(const Model& model, const std::vector<ChoiceCurve>& curves) {
    CsvText csv(
        "population,willingness_to_pay,strategy,net_benefit,probability_best,probability_best_uncorrected,"
        "on_frontier\n");
    for (const ChoiceCurve& curve : curves)
        for (const Acceptability& a : curve.at)
            for (std::size_t s = 0; s < model.strategies.size(); ++s) {
                csv.row(to_text(curve.population), a.willingness, model.strategies[s].name, a.net_benefit[s],
                        a.probability[s], a.probability_uncorrected[s], s == a.best ? "yes" : "no");
            }
    return csv.take();
}

std::string evpi_csv(const Model& model, const std::vector<ChoiceCurve>& curves, bool independent_draws) {
    CsvText csv("population,willingness_to_pay,best_strategy,evpi,evpi_uncorrected,evpi_uncorrected_se\n");
    for (const ChoiceCurve& curve : curves)
        for (const Acceptability& a : curve.at) {
            csv.row(to_text(curve.population), a.willingness, model.strategies[a.best].name, a.evpi, a.evpi_uncorrected,
                    independent_draws ? a.evpi_se : undefined);
        }
    return csv.take();
}

void write_draw_tables(const Model& model, const OutcomePlan& plan, const Store& store, const DrawTables& tables) {
    tables.effects(header_of(model.strategies));
    tables.costs(header_of(model.strategies));
    tables.parameters(header_of(model.parameters));
    std::vector<std::size_t> effect, cost;
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        effect.push_back(plan.total(PopulationKind::standardised, s, DecisionItem::qaly));
        cost.push_back(plan.total(PopulationKind::standardised, s, DecisionItem::cost));
    }
    CsvText effects(""), costs(""), parameters("");
    const auto pass_on = [&] {
        tables.effects(std::exchange(effects, CsvText("")).take());
        tables.costs(std::exchange(costs, CsvText("")).take());
        tables.parameters(std::exchange(parameters, CsvText("")).take());
    };
    constexpr std::uint32_t rows_a_piece = 1024;
    std::uint32_t rows = 0;
    store.for_each([&](const DrawRecord& record) {
        for (const std::size_t position : effect) effects.field(record.outcomes[position]);
        for (const std::size_t position : cost) costs.field(record.outcomes[position]);
        for (const double value : record.parameters) parameters.field(value);
        for (CsvText* table : {&effects, &costs, &parameters}) table->end_row();
        if (++rows % rows_a_piece == 0) pass_on();
    });
    pass_on();
}

std::string decision_table(const Model& model, const OutcomePlan& plan, const Summary& summary,
                           const std::vector<ChoiceCurve>& curves) {
    const std::size_t width = longest_name(model);
    std::string text;
    for (const PopulationKind kind : reported_populations(model)) {
        const MeanTotals means = mean_totals(model, plan, summary, kind);
        text += fmt::format("\n{} to {} years, {}; QALYs and {} discounted:\n  {:<{}}  {:>10}  {:>7}  {:>10}  {}\n",
                            sentence_case(one_of(model.people)), model.horizon_years, in_words(kind),
                            plan.economics()->currency, "", width, "life years", "QALYs", "cost", "ICER");
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
