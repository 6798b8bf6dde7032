#include "economics/decision_plan.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
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

/// Sum of some weights, each times its value.
template <class Weights>
Weights weighted(const Parameters& parameters, const std::vector<ValueOf>& list, const TimedValues& values, Weights sum,
                 const Weights& one) {
    for (const TimedValue& timed : values) sum.add(parameters.value(list[timed.value].value), one, timed.share.get());
    return sum;
}

double total(const Parameters& parameters, const std::vector<ValueOf>& list, const TimedValues& values) {
    double sum = 0;
    for (const TimedValue& timed : values) sum += parameters.value(list[timed.value].value);
    return sum;
}

bool takes_part(const std::vector<ValueOf>& list, std::size_t transition) {
    return std::any_of(list.begin(), list.end(), [&](const ValueOf& value) { return value.transition == transition; });
}

/// What a state is worth to the women of a cell. @param entries, offset of its net entries
double value_of(const StayWeights& weights, double at_start, const double* entries, const double* offset,
                const std::vector<double>& widths) {
    double sum = weights.at_start * at_start;
    for (std::size_t j = 0; j < widths.size(); ++j) {
        const double at_end = at_start + entries[j];
        // Those there at the end of the interval all through it, less what entrants missed, plus what leavers had.
        sum += weights.inside[j] * (at_end - offset[j] / widths[j]) + weights.at_end[j] * at_end +
               weights.rise[j] * events_in(entries, j);
    }
    return sum;
}

double value_of(const EventWeights& weights, const double* events, const double* offset) {
    double sum = 0;
    for (std::size_t j = 0; j < weights.per_event.size(); ++j)
        sum += weights.per_event[j] * events_in(events, j) + weights.per_bin[j] * offset[j];
    return sum;
}

}  // namespace

DecisionPlan::DecisionPlan(const Model& model, Economics economics, const EventGraph& graph, EndpointPlan& plan)
    : model_(model), economics_(std::move(economics)), schedule_(model, economics_) {
    for (std::size_t state = 0; state < model.states.size(); ++state) {
        flow_.push_back(flow_into(model, state, plan));
        time_.push_back(plan.time_of(flow_.back()));
    }
    for (std::size_t transition = 0; transition < model.transitions.size(); ++transition) {
        if (!takes_part(economics_.utilities, transition) && !takes_part(economics_.costs, transition)) continue;
        Series series;
        for (EdgeIndex k; k < graph.edges.size(); ++k)
            if (graph.edges[k].transition == transition) series.plus.push_back(k);
        const SeriesIndex index = plan.index_of(std::move(series));
        events_.push_back({transition, index, plan.time_of(index)});
    }
}

DecisionPlan::Discounted DecisionPlan::discounted(const DiscountRate& rate, const Parameters& parameters) const {
    const Discount discount(rate, parameters);
    return {stay_weights(model_, economics_.cycle_rewards, discount),
            event_weights(model_, economics_.cycle_rewards, discount)};
}

DecisionPlan::Worth DecisionPlan::worth(const Parameters& parameters, const ValueSchedule::Values& values,
                                        const Discounted& effects, const Discounted& costs,
                                        const TimeGrid& grid) const {
    const std::vector<double> none(model_.bins(), 0.0);
    const StayWeights no_stay{0, none, none, none};
    const EventWeights no_event{none, none};
    const auto qalys = [&](const TimedValues& timed, const auto& zero, const auto& one) {
        return weighted(parameters, economics_.utilities, timed, zero, one).on(grid);
    };
    const auto money = [&](const TimedValues& timed, const auto& zero, const auto& one) {
        return weighted(parameters, economics_.costs, timed, zero, one).on(grid);
    };
    Worth result;
    for (std::size_t state = 0; state < model_.states.size(); ++state)
        result.states.push_back({model_.states[state].kind == StateKind::alive,
                                 qalys(values.state_utilities[state], no_stay, effects.stays),
                                 money(values.state_costs[state], no_stay, costs.stays)});
    for (const Events& events : events_)
        result.transitions.push_back({qalys(values.transition_utilities[events.transition], no_event, effects.events),
                                      money(values.transition_costs[events.transition], no_event, costs.events)});
    result.first_qalys = total(parameters, economics_.utilities, values.first_utilities);
    result.first_costs = total(parameters, economics_.costs, values.first_costs);
    return result;
}

std::vector<double> DecisionPlan::evaluate(const Parameters& parameters, const StrategyMixtures& mixtures,
                                           const Population& population, const CellIncidence& cells,
                                           const SliceWeights& weights) const {
    const std::vector<std::string> violations = check_economics(model_, economics_, parameters);
    if (!violations.empty()) throw UsageError(violations.front());
    const TimeGrid& grid = cells.grids->of(flow_.front());
    const Discounted effects = discounted(economics_.discount_effects, parameters),
                     costs = discounted(economics_.discount_costs, parameters);
    const Years years{stay_weights(model_, economics_.cycle_rewards, Discount()).on(grid), effects.stays.on(grid)};
    const std::vector<std::size_t> classes = schedule_.classes_of(population);
    std::vector<double> by_cell(cells.strategies * cells.cells * decision_items, 0.0);
    for (const StrategyIndex s : mixtures.simulated()) {
        std::vector<Worth> worths;
        for (std::size_t c = 0; c < schedule_.classes(); ++c)
            worths.push_back(worth(parameters, schedule_.of(s, c), effects, costs, grid));
        for (CellIndex c; c < cells.cells; ++c) {
            double* items = by_cell.data() + (s * cells.cells + c) * decision_items;
            add_stays(worths[classes[c]], years, cells, s, c, items);
            add_events(worths[classes[c]], cells, s, c, items);
        }
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

void DecisionPlan::add_stays(const Worth& worth, const Years& years, const CellIncidence& cells, StrategyIndex strategy,
                             CellIndex cell, double* items) const {
    const std::vector<double>& widths = cells.grids->widths(flow_.front());
    for (std::size_t state = 0; state < model_.states.size(); ++state) {
        const double* entries = cells.cumulative.data() + cells.at(strategy, cell, flow_[state]);
        const double* offset = cells.offset.data() + cells.offset_at(strategy, cell, time_[state]);
        const double at_start = state == cells.starts[cell] ? 1 : 0;
        const auto value = [&](const StayWeights& weights) {
            return value_of(weights, at_start, entries, offset, widths);
        };
        const Worth::OfState& of_state = worth.states[state];
        if (of_state.is_life) {
            item(items, DecisionItem::life_years) += value(years.plain);
            item(items, DecisionItem::life_years_discounted) += value(years.discounted);
        }
        item(items, DecisionItem::qaly) += value(of_state.qalys);
        item(items, DecisionItem::cost) += value(of_state.costs);
    }
}

void DecisionPlan::add_events(const Worth& worth, const CellIncidence& cells, StrategyIndex strategy, CellIndex cell,
                              double* items) const {
    item(items, DecisionItem::qaly) += worth.first_qalys;
    item(items, DecisionItem::cost) += worth.first_costs;
    for (std::size_t k = 0; k < events_.size(); ++k) {
        const double* events = cells.cumulative.data() + cells.at(strategy, cell, events_[k].series);
        const double* offset = cells.offset.data() + cells.offset_at(strategy, cell, events_[k].time);
        item(items, DecisionItem::qaly) += value_of(worth.transitions[k].qalys, events, offset);
        item(items, DecisionItem::cost) += value_of(worth.transitions[k].costs, events, offset);
    }
}

}  // namespace ibtr
