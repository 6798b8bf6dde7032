#include "plain_rewards.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <set>

namespace ibtr::reference {
namespace {

bool in_window(const ValueCondition& when, double years) {
    return years >= when.from_years && (!when.to_years || years < *when.to_years);
}

std::size_t specificity(const ValueCondition& when) {
    std::size_t conditions = 0;
    if (when.strategy) ++conditions;
    if (when.factor) ++conditions;
    if (when.from_years > 0 || when.to_years) ++conditions;
    return conditions;
}

/// How much an end of a cycle counts, of `last` + 1 ends.
double weight_of_end(CycleRewards rewards, std::size_t end, std::size_t last) {
    const bool outer = end == 0 || end == last;
    switch (rewards) {
        case CycleRewards::start:
            return end < last ? 1 : 0;
        case CycleRewards::end:
            return end > 0 ? 1 : 0;
        case CycleRewards::half_cycle:
            return outer ? 0.5 : 1;
        case CycleRewards::simpson:
            return outer ? 1.0 / 3 : end % 2 == 1 ? 4.0 / 3 : 2.0 / 3;
        case CycleRewards::tutorial:
            return outer ? 1.0 / 3 : end % 2 == 1 ? 2.0 / 3 : 4.0 / 3;
    }
    return 0;
}

}  // namespace

PlainRewards::PlainRewards(const Model& model, const Economics& economics, const Parameters& parameters)
    : model_(model), economics_(economics), parameters_(parameters) {
    std::set<double> changes;
    for (const auto* list : {&economics.utilities, &economics.costs})
        for (const ValueOf& value : *list) {
            changes.insert(value.when.from_years);
            if (value.when.to_years) changes.insert(*value.when.to_years);
        }
    for (const DiscountRate* rate : {&economics.discount_effects, &economics.discount_costs})
        for (const RateChange& change : rate->changes) changes.insert(change.start_years);
    changes_years_.assign(changes.begin(), changes.end());
}

Rewards PlainRewards::of(const Woman& woman, std::size_t strategy, const std::vector<Visit>& life) const {
    const Who who{woman, strategy};
    Rewards rewards;
    for (const ValueOf& value : economics_.utilities)
        if (!value.state && !value.transition && concerns(value.when, who))
            rewards.qaly += parameters_.value(value.value);
    for (const ValueOf& value : economics_.costs)
        if (!value.state && !value.transition && concerns(value.when, who))
            rewards.cost += parameters_.value(value.value);
    add_events(who, life, rewards);
    if (model_.cycle_years) {
        add_ends_of_cycles(who, life, rewards);
        return rewards;
    }
    for (std::size_t i = 0; i < life.size(); ++i)
        add_stay(
            who,
            {life[i].state, life[i].entry_years, i + 1 < life.size() ? life[i + 1].entry_years : model_.horizon_years},
            rewards);
    return rewards;
}

void PlainRewards::add_stay(const Who& who, const Stay& stay, Rewards& rewards) const {
    if (model_.states[stay.state].absorbing) return;
    rewards.life_years += stay.to_years - stay.from_years;
    for (double from = stay.from_years; from < stay.to_years;) {
        const auto next = std::upper_bound(changes_years_.begin(), changes_years_.end(), from);
        const double to = next == changes_years_.end() ? stay.to_years : std::min(*next, stay.to_years);
        const double middle = (from + to) / 2;
        const auto discounted = [&](const DiscountRate& rate) {
            return boost::math::quadrature::gauss<double, 7>::integrate(
                [&](double years) { return factor(rate, years); }, from, to);
        };
        rewards.qaly += utility_of(stay.state, who, middle) * discounted(economics_.discount_effects);
        rewards.cost += cost_of(stay.state, who, middle) * discounted(economics_.discount_costs);
        from = to;
    }
}

void PlainRewards::add_ends_of_cycles(const Who& who, const std::vector<Visit>& life, Rewards& rewards) const {
    const double width = *model_.cycle_years;
    const auto last = static_cast<std::size_t>(std::lround(model_.horizon_years / width));
    for (std::size_t end = 0; end <= last; ++end) {
        const double years = static_cast<double>(end) * width;
        std::size_t state = life.front().state;
        for (const Visit& visit : life)
            if (visit.entry_years < years + width / 2) state = visit.state;
        if (model_.states[state].absorbing) return;
        const bool of_next = end == 0 || economics_.cycle_rewards == CycleRewards::start;
        const double judged = of_next ? years + width / 2 : years - width / 2;
        const double stay = weight_of_end(economics_.cycle_rewards, end, last) * width;
        rewards.life_years += stay;
        rewards.qaly += stay * utility_of(state, who, judged) * factor(economics_.discount_effects, years);
        rewards.cost += stay * cost_of(state, who, judged) * factor(economics_.discount_costs, years);
    }
}

void PlainRewards::add_events(const Who& who, const std::vector<Visit>& life, Rewards& rewards) const {
    for (const Visit& visit : life) {
        if (!visit.transition) continue;
        double judged = visit.entry_years, paid = visit.entry_years;
        if (model_.cycle_years) {
            judged -= *model_.cycle_years / 2;
            if (economics_.cycle_rewards == CycleRewards::start) paid -= *model_.cycle_years;
        }
        const auto holds = [&](const ValueOf& value) {
            return value.transition == visit.transition && concerns(value.when, who) && in_window(value.when, judged);
        };
        for (const ValueOf& value : economics_.utilities)
            if (holds(value))
                rewards.qaly += parameters_.value(value.value) * factor(economics_.discount_effects, paid);
        for (const ValueOf& value : economics_.costs)
            if (holds(value)) rewards.cost += parameters_.value(value.value) * factor(economics_.discount_costs, paid);
    }
}

bool PlainRewards::concerns(const ValueCondition& when, const Who& who) const {
    if (when.strategy && *when.strategy != who.strategy) return false;
    return !when.factor || who.woman.levels[*when.factor] == *when.level;
}

double PlainRewards::utility_of(std::size_t state, const Who& who, double years) const {
    const ValueOf* best = nullptr;
    for (const ValueOf& value : economics_.utilities) {
        if (value.state != state || !concerns(value.when, who) || !in_window(value.when, years)) continue;
        if (best == nullptr || specificity(value.when) > specificity(best->when)) best = &value;
    }
    return best == nullptr ? 0 : parameters_.value(best->value);
}

double PlainRewards::cost_of(std::size_t state, const Who& who, double years) const {
    double sum = 0;
    for (const ValueOf& value : economics_.costs)
        if (value.state == state && concerns(value.when, who) && in_window(value.when, years))
            sum += parameters_.value(value.value);
    return sum;
}

double PlainRewards::factor(const DiscountRate& rate, double years) const {
    double per_year = parameters_.value(rate.per_year), since = 0, product = 1;
    for (const RateChange& change : rate.changes) {
        if (change.start_years >= years) break;
        product *= std::pow(1 + per_year, since - change.start_years);
        since = change.start_years;
        per_year = parameters_.value(change.per_year);
    }
    return product * std::pow(1 + per_year, since - years);
}

}  // namespace ibtr::reference
