#include "psa/decision_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "decision/frontier.hpp"
#include "ibtr/estimate.hpp"

namespace ibtr::psa {
namespace {

std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

std::string strategy_header(const Model& model) {
    std::string text;
    for (const Strategy& strategy : model.strategies) text += (text.empty() ? "" : ",") + strategy.name;
    return text + '\n';
}

std::string parameter_header(const Model& model) {
    std::string text;
    for (const Parameter& parameter : model.parameters) text += (text.empty() ? "" : ",") + parameter.name;
    return text + '\n';
}

}  // namespace

std::string icer_csv(const Model& model, const OutcomePlan& plan, const Summary& summary) {
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out,
                   "population,strategy,cost,qaly,life_years,standing,compared_with,incremental_cost,incremental_qaly,"
                   "icer\n");
    for (const PopulationKind kind : reported_populations(model)) {
        std::vector<double> costs, effects;
        const auto mean = [&](std::size_t s, DecisionItem item) {
            return summary.outcomes[plan.total(kind, s, item)].mean;
        };
        for (std::size_t s = 0; s < model.strategies.size(); ++s) {
            costs.push_back(mean(s, DecisionItem::cost));
            effects.push_back(mean(s, DecisionItem::qaly));
        }
        const std::vector<FrontierPoint> points = efficiency_frontier(costs, effects);
        for (std::size_t s = 0; s < points.size(); ++s) {
            const FrontierPoint& point = points[s];
            const bool compared = point.next_cheaper.has_value();
            fmt::format_to(out, "{},{},{},{},{},{},{},{},{},{}\n", to_text(kind), model.strategies[s].name,
                           number(costs[s]), number(effects[s]), number(mean(s, DecisionItem::life_years)),
                           to_text(point.standing), compared ? model.strategies[*point.next_cheaper].name : "",
                           compared ? number(point.incremental_cost) : "",
                           compared ? number(point.incremental_effect) : "", number(point.icer));
        }
    }
    return fmt::to_string(text);
}

DecisionCurves decision_curves(const Model& model, const OutcomePlan& plan, const Store& store) {
    fmt::memory_buffer ceac, evpi;
    const auto to_ceac = std::back_inserter(ceac), to_evpi = std::back_inserter(evpi);
    fmt::format_to(to_ceac,
                   "population,willingness_to_pay,strategy,net_benefit,probability_best,probability_best_uncorrected,"
                   "on_frontier\n");
    fmt::format_to(to_evpi, "population,willingness_to_pay,best_strategy,evpi,evpi_uncorrected,evpi_uncorrected_se\n");
    const bool independent = store.analysis().design.kind == DesignKind::monte_carlo;
    for (const PopulationKind kind : reported_populations(model)) {
        const DecisionDraws draws = load_decision_draws(store, plan, kind, model.strategies.size());
        // Where it is unknown who a strategy's women are, no choice can be judged.
        const auto known = [](double x) { return std::isfinite(x); };
        if (!std::all_of(draws.costs.begin(), draws.costs.end(), known)) continue;
        for (const double willingness : plan.economics()->willingness_to_pay) {
            const Acceptability a = acceptability(draws, willingness, model.reference_strategy);
            for (std::size_t s = 0; s < model.strategies.size(); ++s)
                fmt::format_to(to_ceac, "{},{},{},{},{},{},{}\n", to_text(kind), willingness, model.strategies[s].name,
                               number(a.net_benefit[s]), number(a.probability[s]), number(a.probability_uncorrected[s]),
                               s == a.best ? "yes" : "no");
            fmt::format_to(to_evpi, "{},{},{},{},{},{}\n", to_text(kind), willingness, model.strategies[a.best].name,
                           number(a.evpi), number(a.evpi_uncorrected), independent ? number(a.evpi_se) : "");
        }
    }
    return {fmt::to_string(ceac), fmt::to_string(evpi)};
}

DrawTables draw_tables(const Model& model, const OutcomePlan& plan, const Store& store) {
    DrawTables tables{strategy_header(model), strategy_header(model), parameter_header(model)};
    std::vector<std::size_t> effect, cost;
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        effect.push_back(plan.total(PopulationKind::standardised, s, DecisionItem::qaly));
        cost.push_back(plan.total(PopulationKind::standardised, s, DecisionItem::cost));
    }
    store.for_each([&](const DrawRecord& record) {
        const auto row = [&](std::string& text, const std::vector<std::size_t>& positions) {
            for (std::size_t s = 0; s < positions.size(); ++s)
                fmt::format_to(std::back_inserter(text), "{}{}", s == 0 ? "" : ",",
                               number(record.outcomes[positions[s]]));
            text += '\n';
        };
        row(tables.effects, effect);
        row(tables.costs, cost);
        for (std::size_t i = 0; i < record.parameters.size(); ++i)
            fmt::format_to(std::back_inserter(tables.parameters), "{}{}", i == 0 ? "" : ",", record.parameters[i]);
        tables.parameters += '\n';
    });
    return tables;
}

}  // namespace ibtr::psa
