#include "psa/decision_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/csv.hpp"
#include "base/statistics.hpp"
#include "base/text.hpp"
#include "economics/economics_tables.hpp"
#include "ibtr/estimate.hpp"

namespace ibtr::psa {
namespace {

/// A header of names. None of them can hold a comma.
template <class Named>
std::string header_of(const std::vector<Named>& things) {
    return fmt::format("{}\n", fmt::join(names_of(things), ","));
}

std::string percent(double probability) {
    return std::isfinite(probability) ? fmt::format("{:.0f} %", 100 * probability) : "not resolved";
}

/// Where and why shares and value of information are not corrected.
std::string hidden_text(const Model& model, const ChoiceCurve& curve) {
    for (const Acceptability& a : curve.at)
        if (a.hidden)
            return fmt::format(
                "  not resolved: at {} per QALY simulation noise between {} and {} has more than half of the\n"
                "  variance that their difference has from parameters, or that is not certain. As simulated the "
                "numbers are in ceac.csv and\n"
                "  evpi.csv; more patients per draw, or --by exact, resolve them.\n",
                money(a.willingness), model.strategies[a.hidden->first].name, model.strategies[a.hidden->second].name);
    return "";
}

CostsAndEffects means_of_group(const Model& model, const OutcomePlan& plan, const Summary& summary, PopulationKind kind,
                               const std::string& group) {
    const auto outcome = [&](std::size_t s, DecisionItem item) -> const OutcomeSummary& {
        return summary.outcomes[plan.total(kind, s, item, group)];
    };
    StrategyTotals totals;
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        for (std::size_t i = 0; i < decision_items; ++i)
            totals.all.push_back(outcome(s, static_cast<DecisionItem>(i)).mean);
    CostsAndEffects result = compare_strategies(kind, group, {}, totals);
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        CostsAndEffects::OfStrategy& of = result.strategies[s];
        of.life_years.mc_se = outcome(s, DecisionItem::life_years).mean_se;
        of.qaly.mc_se = outcome(s, DecisionItem::qaly).mean_se;
        of.cost.mc_se = outcome(s, DecisionItem::cost).mean_se;
    }
    return result;
}

}  // namespace

std::vector<CostsAndEffects> costs_and_effects(const Model& model, const OutcomePlan& plan, const Summary& summary) {
    std::vector<CostsAndEffects> results;
    for (const std::string& group : plan.groups())
        for (const PopulationKind kind : reported_populations(model))
            results.push_back(means_of_group(model, plan, summary, kind, group));
    return results;
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
            curves.back().at.push_back(acceptability(draws, willingness));
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

std::string evpi_csv(const Model& model, const std::vector<ChoiceCurve>& curves) {
    CsvText csv("population,willingness_to_pay,best_strategy,evpi,evpi_uncorrected,evpi_uncorrected_se,evpi_se\n");
    for (const ChoiceCurve& curve : curves)
        for (const Acceptability& a : curve.at) {
            csv.row(to_text(curve.population), a.willingness, model.strategies[a.best].name, a.evpi, a.evpi_uncorrected,
                    a.evpi_uncorrected_se, a.evpi_se);
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

std::string choice_table(const Model& model, const std::vector<ChoiceCurve>& curves) {
    const std::size_t width = longest_name(model);
    std::string text;
    for (const ChoiceCurve& curve : curves) {
        text +=
            fmt::format("\nChoice by mean net benefit, {}:\n  {:>12}  {:<{}}  {:>12}  {:>16}  {:>10}\n",
                        in_words(curve.population), "per QALY", "best", width, "net benefit", "best in draws", "EVPI");
        for (const Acceptability& a : curve.at)
            text +=
                fmt::format("  {:>12}  {:<{}}  {:>12}  {:>16}  {:>10}\n", money(a.willingness),
                            model.strategies[a.best].name, width, money(a.net_benefit[a.best]),
                            percent(a.probability[a.best]), std::isfinite(a.evpi) ? money(a.evpi) : std::string("-"));
        text += hidden_text(model, curve);
    }
    return text;
}

}  // namespace ibtr::psa
