#include "sensitivity/net_benefit.hpp"

#include <fmt/format.h>

#include <utility>

namespace ibtr::sensitivity {

NetBenefit::NetBenefit(const Model& model, const psa::OutcomePlan& plan) : outcomes_(plan.outcomes()) {
    if (!plan.economics()) return;
    constexpr PopulationKind kind = PopulationKind::standardised;
    const double horizon = static_cast<double>(model.bins()) / model.grid_per_year;
    for (const double willingness : plan.economics()->willingness_to_pay) {
        const std::string endpoint = net_benefit_endpoint(willingness);
        const auto term = [&](std::size_t strategy) {
            return Term{willingness, plan.total(kind, strategy, DecisionItem::qaly),
                        plan.total(kind, strategy, DecisionItem::cost)};
        };
        for (std::size_t s = 0; s < model.strategies.size(); ++s) {
            outcomes_.push_back({.measure = Measure::total,
                                 .population = kind,
                                 .strategy = StrategyIndex(s),
                                 .endpoint = endpoint,
                                 .time_years = horizon});
            rows_.push_back({term(s), {}});
        }
        for (std::size_t s = 0; s < model.strategies.size(); ++s) {
            if (s == model.reference_strategy) continue;
            outcomes_.push_back({.measure = Measure::difference,
                                 .population = kind,
                                 .strategy = StrategyIndex(s),
                                 .comparator = StrategyIndex(model.reference_strategy),
                                 .endpoint = endpoint,
                                 .time_years = horizon});
            rows_.push_back({term(s), {term(model.reference_strategy)}});
        }
    }
}

Evaluate NetBenefit::added_to(Evaluate evaluate) const {
    if (rows_.empty()) return evaluate;
    return [rows = rows_, evaluate = std::move(evaluate)](const Parameters& parameters) {
        std::vector<double> values = evaluate(parameters);
        const auto benefit = [&](const Term& term) { return term.willingness * values[term.qaly] - values[term.cost]; };
        for (const Row& row : rows) {
            double value = benefit(row.of);
            for (const Term& term : row.less) value -= benefit(term);
            values.push_back(value);
        }
        return values;
    };
}

std::string net_benefit_endpoint(double willingness) {
    return fmt::format("net_benefit:{}", willingness);
}

bool is_net_benefit(const Quantity& outcome) {
    return outcome.endpoint.starts_with("net_benefit:");
}

}  // namespace ibtr::sensitivity
