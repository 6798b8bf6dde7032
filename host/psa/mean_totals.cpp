#include "psa/mean_totals.hpp"

namespace ibtr::psa {

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

}  // namespace ibtr::psa
