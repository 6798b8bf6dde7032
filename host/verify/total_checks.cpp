// Checks 37 to 40: how totals are made up, and what is concluded from them.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "economics/economic_results.hpp"
#include "economics/frontier.hpp"
#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

Finding components_add_up(const Subject& subject) {
    Verdict verdict(
        "costs of every entry alone sum to the total, and QALYs of every state and event alone to theirs; "
        "to 1e-9 of the largest");
    const Study& study = subject.focus();
    const Economics& own = subject.economics();
    const auto totals = [&](const Economics& economics) {
        return totals_of(study, economics, subject.base_solution());
    };
    const Totals all = totals(own);
    struct Sum {
        double costs = 0, effects = 0, scale = 1;
    };
    std::vector<Sum> sums(all.costs.size());
    for (std::size_t i = 0; i < own.costs.size(); ++i) {
        Economics one = own;
        one.costs = {own.costs[i]};
        const std::vector<double> of_one = totals(one).costs;
        for (std::size_t s = 0; s < sums.size(); ++s) {
            sums[s].costs += of_one[s];
            sums[s].scale = std::max(sums[s].scale, std::abs(of_one[s]));
        }
    }
    // Of the utilities of a state that hold, one counts: the states are the parts.
    const auto keep = [&](const auto& is_kept) {
        Economics part = own;
        for (ValueOf& utility : part.utilities)
            if (!is_kept(utility)) utility.value = 0.0;
        const std::vector<double> of_part = totals(part).effects;
        for (std::size_t s = 0; s < sums.size(); ++s) sums[s].effects += of_part[s];
    };
    for (std::size_t state = 0; state < study.model().states.size(); ++state)
        keep([&](const ValueOf& utility) { return utility.state == state; });
    keep([](const ValueOf& utility) { return !utility.state; });
    for (std::size_t s = 0; s < sums.size(); ++s) {
        verdict.close(sums[s].costs, all.costs[s], 1e-9 * sums[s].scale, "costs");
        verdict.close(sums[s].effects, all.effects[s], 1e-9 * study.model().horizon_years, "QALYs");
    }
    return verdict.finding();
}

Finding half_cycles(const Subject& subject) {
    const std::string law =
        "counting stays at both ends of a cycle (half-cycle correction) gives half a cycle of those lost less than "
        "counting at its start, to 1e-9 years; a cost at time zero is the same";
    if (!subject.in_cycles()) return not_applicable(law, "time is continuous: there are no cycles to correct for");
    const Study& study = subject.focus();
    const Model& model = study.model();
    Economics economics = undiscounted(with_utility(subject.economics(), model, 1));
    economics.costs = {{{}, {}, {}, 7.0, "verification"}};
    economics.cycle_rewards = CycleRewards::start;
    const Totals start = totals_of(study, economics, subject.base_solution());
    economics.cycle_rewards = CycleRewards::half_cycle;
    const Totals half = totals_of(study, economics, subject.base_solution());
    Verdict verdict(law);
    const std::vector<StrategyIndex> simulated = model.simulated_strategies();
    for (std::size_t i = 0; i < simulated.size(); ++i) {
        const StateCurves& curves = subject.base_curves()[i];
        const double lost = curves.alive(model, 0) - curves.alive(model, curves.points - 1);
        verdict.close(start.effects[simulated[i]] - half.effects[simulated[i]], *model.cycle_years / 2 * lost, 1e-9,
                      model.strategies[simulated[i]].name);
        verdict.close(start.costs[simulated[i]], half.costs[simulated[i]], 1e-12, "cost at time zero");
        verdict.close(start.costs[simulated[i]], 7, 1e-12, "cost at time zero");
    }
    return verdict.finding();
}

Finding events_cost_what_happens(const Subject& subject) {
    Verdict verdict(
        "a cost of 1 at a transition, not discounted, is the number of times that it is taken (1e-7); without its "
        "cost, or "
        "without its hazard, it is 0; one transition after the other");
    const Study& study = subject.focus();
    const Model& model = study.model();
    Economics economics = undiscounted(subject.economics());
    const std::vector<StrategyIndex> simulated = model.simulated_strategies();
    const std::vector<std::size_t> tried = some_of(model.transitions.size());
    verdict.remark_on_sample(tried.size(), model.transitions.size(), "transitions");
    for (const std::size_t k : tried) {
        economics.costs = {{{}, k, {}, 1.0, "verification"}};
        const std::vector<double> with = totals_of(study, economics, subject.base_solution()).costs;
        for (std::size_t i = 0; i < simulated.size(); ++i)
            verdict.close(with[simulated[i]],
                          subject.base_curves()[i].taken[(k + 1) * subject.base_curves()[i].points - 1], 1e-7,
                          model.transitions[k].name);
        economics.costs.front().value = 0.0;
        for (const double cost : totals_of(study, economics, subject.base_solution()).costs)
            verdict.close(cost, 0, 0, "consequence 0, " + model.transitions[k].name);
        economics.costs.front().value = 1.0;
        const Study never = subject.one_age([&](Model& other) { stop(other, k); });
        for (const double cost : totals_of(never, economics, subject.solve(never)).costs)
            verdict.close(cost, 0, 0, "rate 0, " + model.transitions[k].name);
    }
    return verdict.finding();
}

/// Whether a point is on or above the segment between two others, in costs: some mix of them is as good.
bool mix_is_as_good(double c, double e, double c1, double e1, double c2, double e2) {
    if (std::abs(e2 - e1) < 1e-12) return false;
    const double w = (e - e1) / (e2 - e1);
    return w > 0 && w < 1 && c1 + w * (c2 - c1) < c - 1e-6;
}

Finding incremental_table(const Subject& subject) {
    const std::string law =
        "the efficiency frontier, found again by brute force: who is dominated or extended-dominated is called so, "
        "ICERs "
        "along the frontier do not fall and are cost difference over effect difference (1e-9)";
    const Study& study = subject.focus();
    if (study.model().strategies.size() < 2) return not_applicable(law, "the model has one strategy");
    Verdict verdict(law);
    for (const CostsAndEffects& result :
         economic_results(study.cohort(), subject.economics(), subject.base_solution())) {
        if (result.population != PopulationKind::standardised || result.group != "all") continue;
        const auto& all = result.strategies;
        std::vector<std::pair<double, double>> frontier;  // effect, icer
        for (std::size_t s = 0; s < all.size(); ++s) {
            const double c = all[s].cost.value, e = all[s].qaly.value;
            bool dominated = false, extended = false;
            for (std::size_t a = 0; a < all.size(); ++a) {
                const double ca = all[a].cost.value, ea = all[a].qaly.value;
                dominated = dominated || (ca <= c + 1e-9 && ea >= e - 1e-9 && (ca < c - 1e-9 || ea > e + 1e-9));
                for (std::size_t b = 0; b < all.size(); ++b)
                    extended = extended || mix_is_as_good(c, e, ca, ea, all[b].cost.value, all[b].qaly.value);
            }
            const std::string& name = study.model().strategies[s].name;
            const Standing standing = all[s].standing;
            if (standing == Standing::equal || standing == Standing::unknown) continue;
            verdict.holds((standing == Standing::dominated) == dominated, name + " and dominance");
            verdict.holds(dominated || (standing == Standing::extended_dominated) == extended,
                          name + " and extended dominance");
            if (standing != Standing::on_frontier || !all[s].compared_with) continue;
            const auto& next = all[*all[s].compared_with];
            const double ratio = (c - next.cost.value) / (e - next.qaly.value);
            if (std::isfinite(ratio))
                verdict.close(all[s].icer.value, ratio, 1e-9 * std::max(1.0, std::abs(ratio)), "ICER of " + name);
            frontier.emplace_back(e, all[s].icer.value);
        }
        std::sort(frontier.begin(), frontier.end());
        for (std::size_t i = 1; i < frontier.size(); ++i)
            verdict.at_most(frontier[i - 1].second, frontier[i].second, 1e-6 * std::abs(frontier[i].second), "ICERs");
        for (const auto& at : result.net_benefit)
            for (std::size_t s = 0; s < all.size(); ++s)
                verdict.close(at.of_strategy[s].value, at.willingness * all[s].qaly.value - all[s].cost.value,
                              1e-9 * std::max(1.0, std::abs(all[s].cost.value) + at.willingness), "net benefit");
    }
    return verdict.finding();
}

}  // namespace

std::vector<Check> total_checks() {
    return {{37, "components add up to totals", components_add_up},
            {38, "half-cycle correction", half_cycles},
            {39, "an event without consequence costs nothing", events_cost_what_happens},
            {40, "incremental table", incremental_table}};
}

}  // namespace ibtr::verify
