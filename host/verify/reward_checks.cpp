// Checks 31 to 36: utilities, costs, discounting, horizon; by the exact solution.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

Totals base_totals(const Subject& subject, const Economics& economics) {
    return totals_of(subject.focus(), economics, subject.base_solution());
}

Finding utilities_are_years(const Subject& subject) {
    Verdict verdict(
        "utilities of 1, no discount: QALYs are life years; of 0: none; of 0.6 fewer than of 0.7, and 0.6 "
        "times as many; to 1e-9");
    const Model& model = subject.focus().model();
    const auto effects = [&](double utility) {
        return base_totals(subject, undiscounted(with_utility(subject.economics(), model, utility)));
    };
    const Totals one = effects(1), none = effects(0), low = effects(0.6), high = effects(0.7);
    // In cycles life years are counted as the stays are, so that utilities of 1 agree there too.
    for (std::size_t s = 0; s < one.effects.size(); ++s) {
        const std::string& name = model.strategies[s].name;
        verdict.close(one.effects[s], one.life_years[s], 1e-9 * model.horizon_years, name);
        verdict.close(none.effects[s], 0, 0, name);
        verdict.at_most(low.effects[s], high.effects[s], 0, name);
        verdict.close(low.effects[s], 0.6 * one.effects[s], 1e-9 * model.horizon_years, name);
    }
    return verdict.finding();
}

Finding no_costs(const Subject& subject) {
    Verdict verdict("all costs 0: the total is exactly 0; all costs doubled: exactly twice the total, to 1e-12");
    const Parameters& parameters = subject.focus().parameters();
    Economics free = subject.economics(), dear = subject.economics();
    for (ValueOf& cost : free.costs) cost.value = 0.0;
    for (ValueOf& cost : dear.costs) cost.value = 2 * parameters.value(cost.value);
    const Totals of_free = base_totals(subject, free), of_dear = base_totals(subject, dear);
    const Totals own = base_totals(subject, subject.economics());
    for (std::size_t s = 0; s < own.costs.size(); ++s) {
        verdict.close(of_free.costs[s], 0, 0, "no costs");
        verdict.close(of_dear.costs[s], 2 * own.costs[s], 1e-12 * std::abs(own.costs[s]), "doubled costs");
    }
    return verdict.finding();
}

Finding discounting(const Subject& subject) {
    const Model& model = subject.focus().model();
    Verdict verdict(
        "rate 0: nothing is discounted; a cost of a short time two years from now is worth (1 + r)^-t of then; a "
        "higher "
        "rate gives less; at 100 % a year life years are below 1 / ln 2 (in cycles 2 more of the first)");
    Economics lives = with_utility(subject.economics(), model, 1);
    const auto at_rate = [&](double rate) {
        Economics economics = lives;
        economics.discount_effects = {rate, {}};
        return base_totals(subject, economics).effects;
    };
    const std::vector<double> plain = base_totals(subject, undiscounted(lives)).life_years;
    const std::vector<double> zero = at_rate(0), low = at_rate(0.03), high = at_rate(0.06), all = at_rate(1);
    const double cycle = model.cycle_years.value_or(0);
    for (std::size_t s = 0; s < plain.size(); ++s) {
        verdict.close(zero[s], plain[s], 1e-9 * model.horizon_years, "rate 0");
        verdict.at_most(low[s], zero[s], 0, "3 % against 0");
        verdict.at_most(high[s], low[s], 0, "6 % against 3 %");
        verdict.at_most(all[s], 1 / std::log(2.0) + 2 * cycle, 1e-9, "100 %");
    }
    // Of one bin, or cycle, that begins two years from now, or halfway to an early horizon.
    const double step = model.cycle_years.value_or(1.0 / model.grid_per_year);
    const double wanted = std::min(2.0, model.horizon_years / 2);
    const double from = std::floor(wanted / step + 1e-9) * step;
    Economics once = subject.economics();
    once.costs.clear();
    for (std::size_t state = 0; state < model.states.size(); ++state)
        if (model.states[state].kind != StateKind::death) {
            ValueOf cost{state, {}, {}, 1.0, "verification"};
            cost.when.from_years = from;
            cost.when.to_years = from + step;
            once.costs.push_back(cost);
        }
    once.discount_costs = {0.04, {}};
    const std::vector<double> then = base_totals(subject, undiscounted(once)).costs;
    const std::vector<double> now = base_totals(subject, once).costs;
    for (std::size_t s = 0; s < now.size(); ++s)
        if (then[s] > 0) {
            verdict.at_most(std::pow(1.04, -(from + step)), now[s] / then[s], 1e-12, "not below that of the end");
            verdict.at_most(now[s] / then[s], std::pow(1.04, -from), 1e-12, "not above that of the start");
        }
    return verdict.finding();
}

/// Utilities of states alone.
Economics of_stays(Economics economics) {
    std::erase_if(economics.utilities, [](const ValueOf& value) { return !value.state; });
    return economics;
}

Finding years_exceed_qalys(const Subject& subject) {
    Verdict verdict("not discounted, utilities of stays alone, none above 1: life years are at least the QALYs");
    const Totals totals = base_totals(subject, undiscounted(of_stays(subject.economics())));
    for (std::size_t s = 0; s < totals.effects.size(); ++s)
        verdict.at_most(totals.effects[s], totals.life_years[s], 1e-9 * subject.focus().model().horizon_years,
                        subject.focus().model().strategies[s].name);
    return verdict.finding();
}

Finding mean_utility_is_between(const Subject& subject) {
    Verdict verdict("not discounted QALYs of stays per life year lie between the lowest and the highest utility");
    const Economics economics = undiscounted(of_stays(subject.economics()));
    const Model& model = subject.focus().model();
    double low = 1, high = -1;
    for (const ValueOf& utility : economics.utilities) {
        if (model.states[*utility.state].kind == StateKind::death) continue;
        const double value = subject.focus().parameters().value(utility.value);
        low = std::min(low, value);
        high = std::max(high, value);
    }
    const Totals totals = base_totals(subject, economics);
    for (std::size_t s = 0; s < totals.effects.size(); ++s) {
        const double mean = totals.effects[s] / totals.life_years[s];
        verdict.at_most(mean, high, 1e-9, "not above the highest");
        verdict.at_most(low, mean, 1e-9, "not below the lowest");
    }
    return verdict.finding();
}

Finding shorter_is_less(const Subject& subject) {
    Verdict verdict(
        "half the horizon: fewer life years and, utilities and costs not below 0, no more QALYs and costs; "
        "occupancies up to there are the same to 1e-6 and the solver's own errors");
    const Study& base = subject.focus();
    const Model& model = base.model();
    const double step =
        model.cycle_years ? 2 * *model.cycle_years : 1.0 / model.grid_per_year;  // Simpson's rule is of pairs
    const double half = std::max(step, std::floor(model.horizon_years / 2 / step + 1e-9) * step);
    if (half >= model.horizon_years) return not_applicable(verdict.finding().expected, "the horizon is one bin");
    Economics economics = subject.economics();
    for (auto* values : {&economics.utilities, &economics.costs})
        for (ValueOf& value : *values) {
            value.value = std::max(0.0, base.parameters().value(value.value));
            if (value.when.to_years && *value.when.to_years > half) value.when.to_years.reset();
        }
    for (auto* values : {&economics.utilities, &economics.costs})
        std::erase_if(*values, [&](const ValueOf& value) { return value.when.from_years >= half; });
    const Study study = subject.rewritten([&](Model& other) { set_horizon(other, half); });
    const ExpectedTallies expected = subject.solve(study);
    const Totals shorter = totals_of(study, economics, expected), longer = base_totals(subject, economics);
    for (std::size_t s = 0; s < longer.effects.size(); ++s) {
        verdict.at_most(shorter.life_years[s], longer.life_years[s], 0, "life years");
        verdict.at_most(shorter.effects[s], longer.effects[s], 1e-6, "QALYs");
        verdict.at_most(shorter.costs[s], longer.costs[s], 1e-6 * std::max(1.0, longer.costs[s]), "costs");
    }
    for (SimulatedIndex i; i < expected.strategies; ++i) {
        const StateCurves curves = overall(study, expected, i);
        for (std::size_t s = 0; s < model.states.size(); ++s)
            for (std::size_t point = 0; point < curves.points; ++point)
                verdict.close(curves.state(s, point), subject.base_curves()[i].state(s, point),
                              1e-6 + curves.error + subject.base_curves()[i].error, "occupancy");
    }
    return verdict.finding();
}

}  // namespace

std::vector<Check> reward_checks() {
    return {{31, "utilities of 1 are life years", utilities_are_years},
            {32, "no costs, no total", no_costs},
            {33, "discounting", discounting},
            {34, "life years exceed QALYs", years_exceed_qalys},
            {35, "the mean utility is between the extremes", mean_utility_is_between},
            {36, "a shorter horizon gives less", shorter_is_less}};
}

}  // namespace ibtr::verify
