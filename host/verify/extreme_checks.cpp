// Checks 13 and 16 to 20: what hazards without measure, or none, have to do.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "ibtr/state_graph.hpp"
#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

constexpr double enormous_rate_per_year = 1e5;  ///< a mean sojourn of five minutes

std::vector<std::size_t> deaths(const Model& model) {
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < model.transitions.size(); ++k)
        if (is_death(model, k)) found.push_back(k);
    return found;
}

/// The least hazard of death of anyone alive in the second half of so many years, over states, strata and strategies
/// [per year].
double least_late_death_rate(const Study& study, double years) {
    const Model& model = study.model();
    const ContinuousHazards hazards(model, study.parameters(), study.population());
    const std::vector<bool> reached = reached_states(model);
    double least = std::numeric_limits<double>::infinity();
    const double step = model.cycle_years ? std::max(1.0, *model.cycle_years) : 1.0;
    for (std::size_t s = 0; s < model.states.size(); ++s) {
        if (!reached[s] || model.states[s].kind == StateKind::death) continue;
        for (SimulatedIndex i; i < model.simulated_strategies().size(); ++i)
            for (StratumIndex h; h < study.population().strata.size(); ++h) {
                double rate = 0;
                for (const std::size_t k : exits_of(model, s)) {
                    if (!is_death(model, k)) continue;
                    const core::Clock clock = clock_of(study, k);
                    const bool runs_on = clock == core::Clock::time || clock == core::Clock::age;
                    const double origin = clock_at_start(study, k, h);
                    const auto function = hazards.function(i, h, TransitionIndex(k));
                    double least_of_exit = std::numeric_limits<double>::infinity();
                    for (double x = runs_on ? years / 2 : 0; x < years; x += step)
                        least_of_exit = std::min(least_of_exit, (hazards.cumulative(function, origin + x + step) -
                                                                 hazards.cumulative(function, origin + x)) /
                                                                    step);
                    rate += least_of_exit * hazards.multiplier(i, h, TransitionIndex(k));
                }
                least = std::min(least, rate);
            }
    }
    return least;
}

Finding all_die_in_the_end(const Subject& subject) {
    const std::string law =
        "with the horizon so late that the chance of one survivor is below 1e-6, nobody of those simulated is alive";
    const Study& study = subject.focus();
    if (deaths(study.model()).empty()) return not_applicable(law, "the model has no deaths");
    constexpr double enough = 28;  // e^-28 a woman
    double best = 0;
    for (const double years : {50.0, 100.0, 200.0, 400.0, 800.0}) {
        const double cumulative = least_late_death_rate(study, years) * years / 2;
        best = std::max(best, cumulative);
        if (cumulative < enough) continue;
        const Study late = subject.rewritten([&](Model& model) {
            if (!model.cycle_years) model.grid_per_year = 1;
            set_horizon(model, std::max(years, model.horizon_years));
            model.landmarks_years = {model.horizon_years};
        });
        Verdict verdict(law);
        for (const StateCurves& curves : subject.walked_curves(late))
            verdict.close(curves.alive(late.model(), curves.points - 1), 0, 1e-12, "alive at the end");
        verdict.remark(fmt::format("after {:g} years", late.model().horizon_years));
        return verdict.finding();
    }
    return not_applicable(law, fmt::format("not everyone has to die: the surest hazard of death of all living states "
                                           "and times comes to {:.3g} in 400 years, of {:g} that would be enough",
                                           best, enough));
}

Finding without_mortality(const Subject& subject) {
    Verdict verdict(
        "hazards of death 0: nobody dies in the simulation, and life years, not discounted, are the horizon to 1e-9 "
        "(of the exact solution to 1e-6)");
    const Study study = subject.rewritten([](Model& model) {
        for (const std::size_t k : deaths(model)) stop(model, k);
    });
    for (const StateCurves& curves : subject.walked_curves(study))
        verdict.close(curves.alive(study.model(), curves.points - 1), 1, 1e-12, "alive at the end");
    Economics economics = undiscounted(subject.economics());
    economics.cycle_rewards = CycleRewards::half_cycle;  // other rules of cycles do not weigh all of them by 1
    for (const double years : totals_of(study, economics, subject.solve(study)).life_years)
        verdict.close(years, study.model().horizon_years, 1e-6, "life years, exact");
    if (const Estimates estimates = subject.estimate(study, subject.walk(study)); !deaths(study.model()).empty())
        for (const CurvePoint& point : estimates.curves)
            if (point.endpoint == "rmst")
                verdict.close(point.estimate.value, point.time_years, 1e-9, "restricted mean, simulated");
    return verdict.finding();
}

Finding enormous_mortality(const Subject& subject) {
    const std::string law =
        "an enormous hazard of death where women begin: all are dead at the end of the first bin or cycle";
    const Model& base = subject.focus().model();
    for (const std::size_t start : start_states(base)) {
        const std::vector<std::size_t> exits = exits_of(base, start);
        if (std::none_of(exits.begin(), exits.end(), [&](std::size_t k) { return is_death(base, k); }))
            return not_applicable(law,
                                  "no death leads straight from " + base.states[start].name + ", where women begin");
    }
    const Study study = subject.rewritten([](Model& model) {
        for (const std::size_t start : start_states(model)) {
            bool found = false;
            for (const std::size_t k : exits_of(model, start)) {
                if (is_death(model, k) && !found) {
                    set_rate(model, k, enormous_rate_per_year);
                    found = true;
                } else {
                    stop(model, k);
                }
            }
        }
    });
    Verdict verdict(law);
    const std::size_t first = study.model().cycle_years ? study.model().bins_a_cycle() : 1;
    for (const StateCurves& curves : subject.walked_curves(study))
        verdict.close(curves.alive(study.model(), first), 0, 1e-12, "simulated");
    for (const StateCurves& curves : subject.solved_curves(study))
        verdict.close(curves.alive(study.model(), first), 0, 1e-9, "exact");
    return verdict.finding();
}

Finding without_hazards(const Subject& subject) {
    Verdict verdict("all hazards 0: no event in the simulation, probability 0 in the exact solution");
    const Study study = subject.rewritten([](Model& model) {
        for (std::size_t k = 0; k < model.transitions.size(); ++k) stop(model, k);
    });
    const Tallies tallies = subject.walk(study);
    const ExpectedTallies expected = subject.solve(study);
    verdict.close(static_cast<double>(std::accumulate(tallies.counts.begin(), tallies.counts.end(), std::uint64_t{0})),
                  0, 0, "events simulated");
    verdict.close(std::accumulate(expected.probability.begin(), expected.probability.end(), 0.0), 0, 0,
                  "events expected");
    return verdict.finding();
}

Finding one_enormous_hazard(const Subject& subject) {
    Verdict verdict(
        "one exit of the first state at an enormous hazard, the others at 0: everyone takes it in the first "
        "bin or cycle; one exit after the other");
    const Model& base = subject.focus().model();
    for (const std::size_t start : start_states(base))
        for (const std::size_t chosen : exits_of(base, start)) {
            const Study study = subject.rewritten([&](Model& model) {
                start_in(model, start);
                for (std::size_t k = 0; k < model.transitions.size(); ++k)
                    if (k == chosen)
                        set_rate(model, k, enormous_rate_per_year);
                    else
                        stop(model, k);
            });
            const std::size_t first = study.model().cycle_years ? study.model().bins_a_cycle() : 1;
            for (const StateCurves& curves : subject.walked_curves(study))
                verdict.close(curves.taken[chosen * curves.points + first], 1, 1e-12,
                              "simulated, " + base.transitions[chosen].name);
            for (const StateCurves& curves : subject.solved_curves(study))
                verdict.close(curves.taken[chosen * curves.points + first], 1, 1e-9,
                              "exact, " + base.transitions[chosen].name);
        }
    return verdict.finding();
}

bool by_life_table(const Transition& transition) {
    return transition.hazard.family == HazardFamily::life_table && transition.hazard_where.empty();
}

Finding below_the_life_table(const Subject& subject) {
    const std::string law =
        "at no time are more women alive than by their life table alone, with its own ratios; to 1e-6";
    const Model& base = subject.focus().model();
    if (std::none_of(base.transitions.begin(), base.transitions.end(), by_life_table))
        return not_applicable(law, "the model has no life table");
    const std::vector<bool> reached = reached_states(base);
    const auto table_of = [&](std::size_t state) -> const Transition* {
        for (const std::size_t k : exits_of(base, state))
            if (by_life_table(base.transitions[k])) return &base.transitions[k];
        return nullptr;
    };
    const Transition* first = table_of(start_states(base).front());
    for (std::size_t s = 0; s < base.states.size(); ++s) {
        if (!reached[s] || base.states[s].kind == StateKind::death) continue;
        const Transition* here = table_of(s);
        if (first == nullptr || here == nullptr || here->hazard.life_table != first->hazard.life_table ||
            here->hazard_ratios.size() != first->hazard_ratios.size())
            return not_applicable(law, "not every living state has the death of the life table with the same ratios: " +
                                           base.states[s].name);
    }
    const Study alone = subject.rewritten([](Model& model) {
        for (std::size_t k = 0; k < model.transitions.size(); ++k)
            if (!by_life_table(model.transitions[k])) stop(model, k);
    });
    Verdict verdict(law);
    const std::vector<StateCurves> by_table = subject.solved_curves(alone);
    for (std::size_t s = 0; s < by_table.size(); ++s)
        for (std::size_t point = 0; point < by_table[s].points; ++point)
            verdict.at_most(subject.base_curves()[s].alive(base, point), by_table[s].alive(base, point), 1e-6, "alive");
    return verdict.finding();
}

}  // namespace

std::vector<Check> extreme_checks() {
    return {
        {13, "in the end all are dead", all_die_in_the_end}, {16, "no mortality", without_mortality},
        {17, "enormous mortality", enormous_mortality},      {18, "no hazards", without_hazards},
        {19, "one enormous hazard", one_enormous_hazard},    {20, "never above the life table", below_the_life_table}};
}

}  // namespace ibtr::verify
