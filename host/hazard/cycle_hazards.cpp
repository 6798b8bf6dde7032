#include "hazard/cycle_hazards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "hazard/conditions.hpp"
#include "hazard/families.hpp"
#include "ibtr/error.hpp"
#include "model/clock_in_use.hpp"

namespace ibtr {
namespace {

/// Sums of probabilities above 1 by less than this are roundings.
constexpr long double sum_rounding = 1e-9L;

/// The only clock by which an exit of a group changes; by time since entry where none does, which needs no look-up.
Clock common_clock(const Model& model, const std::vector<TransitionIndex>& transitions) {
    const Transition* first = nullptr;
    for (const TransitionIndex t : transitions) {
        const Transition& transition = model.transitions[t];
        if (is_constant(transition)) continue;
        if (first == nullptr) first = &transition;
        if (clock_in_use(model, *first) != clock_in_use(model, transition))
            throw UsageError(fmt::format(
                "transitions '{}' and '{}' leave '{}' in the same turn of a cycle and change by different clocks, so "
                "that their probabilities have no common table; give one of them order_in_cycle = 2: it then has its "
                "probability among those whom the other did not take",
                first->name, transition.name, model.states[transition.from].name));
    }
    return first == nullptr ? Clock::sojourn : clock_in_use(model, *first);
}

/// The ages at time zero of patients of some levels, where a clock asks for them.
AgeBand ages_on(const Model& model, Clock clock, const std::vector<std::size_t>& levels) {
    const std::optional<std::size_t> factor = model.age_factor();
    if (clock != Clock::age || !factor) return {};
    return model.factors[*factor].age_bands[levels[*factor]];
}

long double value_at(const HazardRatio& ratio, const Parameters& parameters, double years) {
    const Input* value = &ratio.value;
    for (const RatioChange& change : ratio.changes)
        if (change.start_years <= years * (1 + 1e-12)) value = &change.value;
    return parameters.value(*value);
}

}  // namespace

std::vector<CycleGroup> cycle_groups(const Model& model, std::size_t state) {
    std::map<unsigned, CycleGroup> by_order;
    for (TransitionIndex t; t < model.transitions.size(); ++t)
        if (model.transitions[t].from == state) by_order[model.transitions[t].order_in_cycle].transitions.push_back(t);
    std::vector<CycleGroup> groups;
    for (auto& [order, group] : by_order) {
        group.clock = common_clock(model, group.transitions);
        groups.push_back(std::move(group));
    }
    return groups;
}

CycleHazards::CycleHazards(const Model& model, const Parameters& parameters)
    : model_(model), parameters_(parameters), group_of_(model.transitions.size()), rank_in_(model.transitions.size()) {
    for (std::size_t state = 0; state < model.states.size(); ++state)
        for (CycleGroup& group : cycle_groups(model, state)) {
            for (std::size_t rank = 0; rank < group.transitions.size(); ++rank) {
                group_of_[group.transitions[rank]] = groups_.size();
                rank_in_[group.transitions[rank]] = rank;
            }
            groups_.push_back(std::move(group));
        }
}

Clock CycleHazards::clock(TransitionIndex transition) const {
    return groups_[group_of_[transition]].clock;
}

HazardFunctionIndex CycleHazards::find(TransitionIndex transition, StrategyIndex strategy,
                                       const std::vector<std::size_t>& levels) {
    const std::size_t group = group_of_[transition];
    const auto [place, is_new] = known_.try_emplace(name_of(group, strategy, levels), hazards_.size());
    if (is_new) make(groups_[group], strategy, levels);
    return HazardFunctionIndex(place->second + rank_in_[transition]);
}

std::vector<double> CycleHazards::name_of(std::size_t group, StrategyIndex strategy,
                                          const std::vector<std::size_t>& levels) const {
    const AgeBand ages = ages_on(model_, groups_[group].clock, levels);
    std::vector<double> name{static_cast<double>(group), ages.low_years, ages.high_years};
    for (const TransitionIndex t : groups_[group].transitions) {
        const Transition& transition = model_.transitions[t];
        const HazardForm form = hazard_form(transition, strategy, levels);
        name.push_back(static_cast<double>(form.place));
        name.push_back(hazard_multiplier(transition, parameters_, strategy, levels));
        name.push_back(static_cast<double>(form.changing.size()));
        for (const std::size_t i : form.changing) name.push_back(static_cast<double>(i));
        for (std::size_t i = 0; i < transition.risk_ratios.size(); ++i)
            if (holds(transition.risk_ratios[i], strategy, levels)) name.push_back(static_cast<double>(i));
        name.push_back(-1);
    }
    return name;
}

CycleHazards::Member CycleHazards::member(TransitionIndex t, StrategyIndex strategy,
                                          const std::vector<std::size_t>& levels) const {
    const Transition& transition = model_.transitions[t];
    Member member{make_cumulative_hazard(transition, hazard_form(transition, strategy, levels), model_, parameters_),
                  hazard_multiplier(transition, parameters_, strategy, levels),
                  {}};
    for (const HazardRatio& ratio : transition.risk_ratios)
        if (holds(ratio, strategy, levels)) member.risk_ratios.push_back(&ratio);
    return member;
}

long double CycleHazards::probability(const Member& member, double from_years) const {
    const auto from = static_cast<long double>(from_years), width = static_cast<long double>(*model_.cycle_years);
    const long double rise = member.hazard->at(from + width) - member.hazard->at(from);
    long double p = -std::expm1(-static_cast<long double>(member.multiplier) * rise);
    for (const HazardRatio* ratio : member.risk_ratios) p *= value_at(*ratio, parameters_, from_years);
    return p;
}

void CycleHazards::make(const CycleGroup& group, StrategyIndex strategy, const std::vector<std::size_t>& levels) {
    const double width = *model_.cycle_years;
    std::vector<Member> members;
    for (const TransitionIndex t : group.transitions) members.push_back(member(t, strategy, levels));
    std::vector<std::vector<double>> starts(members.size()), rates(members.size());
    const AgeBand ages = ages_on(model_, group.clock, levels);
    const double years = ages.high_years - ages.low_years + model_.horizon_years;
    const auto cycles = static_cast<std::size_t>(std::ceil(years / width - 1e-9));
    std::vector<long double> p(members.size());
    for (std::size_t cycle = 0; cycle < cycles; ++cycle) {
        const double from = ages.low_years + static_cast<double>(cycle) * width;
        long double together = 0;
        for (std::size_t k = 0; k < members.size(); ++k) together += p[k] = probability(members[k], from);
        if (together > 1 + sum_rounding)
            throw UsageError(fmt::format(
                "state '{}' under strategy '{}': probabilities of leaving sum to {:.6g} in the cycle from year {:g}{}; "
                "at most 1 is possible",
                model_.states[model_.transitions[group.transitions.front()].from].name,
                model_.strategies[strategy].name, static_cast<double>(together), from,
                group.clock == Clock::age    ? " of age"
                : group.clock == Clock::time ? ""
                                             : " since entry"));
        const long double all = hazard_of_cycle(together);
        for (std::size_t k = 0; k < members.size(); ++k) {
            const auto rate =
                static_cast<double>(p[k] > 0 ? all * (p[k] / together) / static_cast<long double>(width) : 0);
            if (!rates[k].empty() && rates[k].back() == rate) continue;
            starts[k].push_back(cycle == 0 ? 0 : from);  // what lies before the first cycle is never asked for
            rates[k].push_back(rate);
        }
    }
    for (std::size_t k = 0; k < members.size(); ++k)
        hazards_.push_back(make_piecewise_constant(std::move(starts[k]), std::move(rates[k])));
}

}  // namespace ibtr
