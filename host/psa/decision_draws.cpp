#include "psa/decision_draws.hpp"

namespace ibtr::psa {

DecisionDraws load_decision_draws(const Store& store, const OutcomePlan& plan, PopulationKind kind,
                                  std::size_t strategies) {
    std::vector<std::size_t> cost, effect;
    for (std::size_t s = 0; s < strategies; ++s) {
        cost.push_back(plan.total(kind, s, DecisionItem::cost));
        effect.push_back(plan.total(kind, s, DecisionItem::qaly));
    }
    DecisionDraws result;
    result.strategies = strategies;
    store.for_each([&](const DrawRecord& record) {
        for (std::size_t s = 0; s < strategies; ++s) {
            result.costs.push_back(record.outcomes[cost[s]]);
            result.effects.push_back(record.outcomes[effect[s]]);
            result.cost_errors.push_back(record.half_differences[cost[s]]);
            result.effect_errors.push_back(record.half_differences[effect[s]]);
        }
    });
    return result;
}

}  // namespace ibtr::psa
