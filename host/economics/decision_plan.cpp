#include "economics/decision_plan.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "base/statistics.hpp"
#include "estimate/arm.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

SeriesIndex flow_into(const Model& model, std::size_t state, const EndpointPlan& plan) {
    const std::string name = occupancy_prefix + model.states[state].name;
    for (const Endpoint& endpoint : plan.endpoints)
        if (endpoint.name == name) return endpoint.estimated;
    throw std::logic_error("every state has an occupancy");
}

double& item(double* items, DecisionItem which) {
    return items[static_cast<std::size_t>(which)];
}

}  // namespace

DecisionPlan::DecisionPlan(const Model& model, Economics economics, const EventGraph& graph, EndpointPlan& plan)
    : model_(model), economics_(std::move(economics)) {
    for (std::size_t state = 0; state < model.states.size(); ++state) {
        flow_.push_back(flow_into(model, state, plan));
        time_.push_back(plan.time_of(flow_.back()));
    }
    for (std::size_t transition = 0; transition < model.transitions.size(); ++transition) {
        Series series;
        for (EdgeIndex k; k < graph.edges.size(); ++k)
            if (graph.edges[k].transition == transition) series.plus.push_back(k);
        events_.push_back(plan.index_of(std::move(series)));
    }
}

DecisionPlan::Discounts DecisionPlan::discounts(double rate_per_year) const {
    const double force = std::log1p(rate_per_year), width = 1.0 / model_.grid_per_year;
    Discounts result{stay_weights(model_, economics_.cycle_rewards, rate_per_year), {}};
    for (std::size_t j = 0; j < model_.bins(); ++j) {
        double when = (static_cast<double>(j) + 0.5) * width;
        if (model_.cycle_years) {  // events are at ends of cycles
            when = static_cast<double>(j + 1) * width;
            if (economics_.cycle_rewards == CycleRewards::start) when -= *model_.cycle_years;
        }
        result.payments.push_back(std::exp(-force * when));
    }
    return result;
}

const Utility* DecisionPlan::utility_of(std::size_t state, StrategyIndex strategy) const {
    const Utility* found = nullptr;
    for (const Utility& utility : economics_.utilities) {
        if (utility.state != state || (utility.strategy && *utility.strategy != strategy)) continue;
        if (found == nullptr || utility.strategy) found = &utility;
    }
    return found;
}

std::vector<double> DecisionPlan::evaluate(const Parameters& parameters, const StrategyMixtures& mixtures,
                                           const CellIncidence& cells, const SliceWeights& weights) const {
    const std::vector<std::string> violations = check_economics(model_, economics_, parameters);
    if (!violations.empty()) throw UsageError(violations.front());
    const Setting setting{parameters, stay_weights(model_, economics_.cycle_rewards, 0),
                          discounts(parameters.value(economics_.discount_effects_per_year)),
                          discounts(parameters.value(economics_.discount_costs_per_year))};
    std::vector<double> by_cell(cells.strategies * cells.cells * decision_items, 0.0);
    for (const StrategyIndex s : mixtures.simulated())
        for (CellIndex c; c < cells.cells; ++c) {
            double* items = by_cell.data() + (s * cells.cells + c) * decision_items;
            add_stays(setting, s, cells, c, items);
            add_payments(setting, s, cells, c, items);
        }
    mixtures.mix(by_cell, cells.cells);

    std::vector<double> values(cells.strategies * decision_items, 0.0);
    for (std::size_t s = 0; s < cells.strategies; ++s) {
        if (!weights.has_women(s))
            for (std::size_t i = 0; i < decision_items; ++i) values[s * decision_items + i] = undefined;
        for (std::size_t c = 0; c < cells.cells; ++c)
            for (std::size_t i = 0; i < decision_items; ++i)
                values[s * decision_items + i] +=
                    weights.by_strategy[s][c] * by_cell[(s * cells.cells + c) * decision_items + i];
    }
    return values;
}

void DecisionPlan::add_stays(const Setting& setting, StrategyIndex strategy, const CellIncidence& cells, CellIndex cell,
                             double* items) const {
    for (std::size_t state = 0; state < model_.states.size(); ++state) {
        const double* entries = cells.cumulative.data() + cells.at(strategy, cell, flow_[state]);
        const double* offset = cells.offset.data() + cells.offset_at(strategy, cell, time_[state]);
        const double at_start = state == model_.start_state ? 1 : 0;
        const auto value = [&](const StayWeights& weights) {
            double sum = weights.at_start * at_start;
            for (std::size_t j = 0; j < weights.in_bin.size(); ++j) {
                const double at_end = at_start + entries[j];
                // Those there at the end of the bin all through it, less what entrants missed, plus what leavers had.
                sum += weights.in_bin[j] * (at_end - offset[j]) + weights.at_end[j] * at_end;
            }
            return sum;
        };
        const Utility* utility = utility_of(state, strategy);
        const double effects = value(setting.effects.stays);
        if (model_.states[state].kind == StateKind::alive) {
            item(items, DecisionItem::life_years) += value(setting.years);
            item(items, DecisionItem::life_years_discounted) += effects;
        }
        if (utility != nullptr) item(items, DecisionItem::qaly) += setting.parameters.value(utility->value) * effects;
        std::optional<double> all_years;
        for (const Cost& cost : economics_.costs) {
            if (cost.state != state || (cost.strategy && *cost.strategy != strategy)) continue;
            const bool always = cost.from_years == 0 && !cost.to_years;
            if (always && !all_years) all_years = value(setting.costs.stays);
            const double years =
                always ? *all_years
                       : value(setting.costs.stays.between(model_, economics_.cycle_rewards, cost.from_years,
                                                           cost.to_years.value_or(model_.horizon_years)));
            item(items, DecisionItem::cost) += setting.parameters.value(cost.value) * years;
        }
    }
}

void DecisionPlan::add_payments(const Setting& setting, StrategyIndex strategy, const CellIncidence& cells,
                                CellIndex cell, double* items) const {
    for (const Cost& cost : economics_.costs) {
        if (cost.state || (cost.strategy && *cost.strategy != strategy)) continue;
        double payments = 1;  // at time zero
        if (cost.transition) {
            const double* events = cells.cumulative.data() + cells.at(strategy, cell, events_[*cost.transition]);
            payments = 0;
            for (std::size_t j = 0; j < setting.costs.payments.size(); ++j)
                payments += setting.costs.payments[j] * events_in(events, j);
        }
        item(items, DecisionItem::cost) += setting.parameters.value(cost.value) * payments;
    }
}

}  // namespace ibtr
