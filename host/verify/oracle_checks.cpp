// Checks 48, 49 and 61: simulation and exact solution against each other and against plain solutions of their own.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/state_graph.hpp"
#include "verify/bounds.hpp"
#include "verify/check.hpp"
#include "verify/plain_chain.hpp"
#include "verify/plain_walk.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

/// All hazards constant at their means; constant ratios stay in continuous time.
Study markov(const Subject& subject) {
    const Study& base = subject.focus();
    std::vector<double> rates;
    for (std::size_t k = 0; k < base.model().transitions.size(); ++k)
        rates.push_back(std::clamp(mean_rate(base, k), 0.0, 5.0));
    return subject.rewritten([&](Model& model) {
        for (std::size_t k = 0; k < model.transitions.size(); ++k) {
            std::vector<HazardRatio> ratios = model.transitions[k].hazard_ratios;
            std::erase_if(ratios, [](const HazardRatio& ratio) { return !ratio.changes.empty(); });
            const auto others = static_cast<double>(exits_of(model, model.transitions[k].from).size());
            // Probabilities of a cycle that exclude one another sum to less than 1.
            const double most = model.cycle_years ? 0.9 / others / *model.cycle_years : 5.0;
            set_rate(model, k, std::min(rates[k], most));
            if (!model.cycle_years) model.transitions[k].hazard_ratios = std::move(ratios);
            model.transitions[k].order_in_cycle = 1;
        }
    });
}

std::size_t points_a_year(const Model& model) {
    return model.cycle_years ? std::max<std::size_t>(model.grid_per_year, model.bins_a_cycle()) : model.grid_per_year;
}

/// Women counted in each state at whole years against the chance of being there, cell by cell.
void counts_are_lawful(Verdict& verdict, const Study& study, const Tallies& tallies, const ExpectedTallies& expected) {
    const Model& model = study.model();
    const std::vector<std::uint64_t> allocation = study.plan().allocation();
    const std::vector<double> women = women_by_cell(study, tallies);
    const std::size_t step = points_a_year(model);
    const std::size_t comparisons =
        tallies.shape.strategies * women.size() * model.states.size() * (model.bins() / step + 1);
    const double limit = score_limit(comparisons);
    for (SimulatedIndex s; s < tallies.shape.strategies; ++s) {
        const std::vector<StateCurves> seen = by_cell(study, tallies, s), law = by_stratum(study, expected, s);
        std::vector<StateCurves> expected_of(women.size());
        for (std::size_t h = 0; h < law.size(); ++h) {
            const std::size_t cell = study.population().strata[h].cell;
            if (women[cell] == 0) continue;
            if (expected_of[cell].points == 0) {
                expected_of[cell] = law[h];
                expected_of[cell].add(static_cast<double>(allocation[h]) / women[cell] - 1, law[h]);
            } else {
                expected_of[cell].add(static_cast<double>(allocation[h]) / women[cell], law[h]);
            }
        }
        for (std::size_t cell = 0; cell < women.size(); ++cell)
            for (std::size_t state = 0; state < model.states.size(); ++state)
                for (std::size_t point = step; point < seen[cell].points; point += step)
                    verdict.bounded(tail_score(std::round(seen[cell].state(state, point) * women[cell]), women[cell],
                                               std::clamp(expected_of[cell].state(state, point), 0.0, 1.0)),
                                    limit, [&] {
                                        return fmt::format("{} after {:g} years, {} (score)", model.states[state].name,
                                                           static_cast<double>(point) / model.grid_per_year,
                                                           model.strategies[model.simulated_strategies()[s]].name);
                                    });
    }
}

/// Pearson's statistic of the times of the first event.
void first_events_are_lawful(Verdict& verdict, const Subject& subject, const Study& markovian) {
    const std::vector<StrategyIndex> simulated = markovian.model().simulated_strategies();
    const Study study(LoadedConfig{[&] {
                                       Model model = markovian.model();
                                       std::vector<std::size_t> first;
                                       for (const std::size_t start : start_states(model))
                                           for (const std::size_t k : exits_of(model, start)) first.push_back(k);
                                       model.endpoints = {{"first", first}};
                                       return model;
                                   }(),
                                   "",
                                   "",
                                   {},
                                   {}});
    const Tallies tallies = subject.walk(study);
    const ExpectedTallies expected = subject.solve_tables(study);
    const auto n = static_cast<double>(study.model().patients);
    for (SimulatedIndex s; s < simulated.size(); ++s) {
        const auto seen = overall(study, tallies, s).ever, law = overall(study, expected, s).ever;
        double statistic = 0, observed = 0, hoped = 0;
        int classes = 0;
        for (std::size_t point = 1; point < seen.size(); ++point) {
            observed += n * (seen[point] - seen[point - 1]);
            hoped += n * (law[point] - law[point - 1]);
            if (hoped < 25) continue;
            statistic += (observed - hoped) * (observed - hoped) / hoped;
            observed = hoped = 0;
            ++classes;
        }
        if (classes > 1)
            verdict.bounded(statistic, chi_squared_limit(classes), fmt::format("chi-squared of {} classes", classes));
    }
}

Finding markov_subset(const Subject& subject) {
    Verdict verdict(
        "all hazards constant: the exact solver, by both of its methods, agrees with a plain Runge-Kutta solution (in "
        "cycles with products of matrices) to 1e-6; numbers simulated in every state and year, and the chi-squared of "
        "the "
        "times of first events, lie within chance (error rate 1e-6)");
    const Study study = markov(subject);
    const ExpectedTallies direct = subject.solve(study), in_steps = subject.solve(study, ExactMethod::integration);
    for (SimulatedIndex s; s < direct.strategies; ++s) {
        const auto one = by_stratum(study, direct, s), two = by_stratum(study, in_steps, s);
        for (StratumIndex h; h < one.size(); ++h) {
            const auto plain = plain_shares(study, s, h, start_of(study.model(), study.population().strata[h].levels));
            for (std::size_t point = 0; point < plain.size(); ++point)
                for (std::size_t state = 0; state < plain[point].size(); ++state) {
                    verdict.close(one[h].state(state, point), plain[point][state], 1e-6, "matrix exponential");
                    verdict.close(two[h].state(state, point), plain[point][state], 1e-6, "integration");
                }
        }
    }
    counts_are_lawful(verdict, study, subject.walk(study), subject.solve_tables(study));
    first_events_are_lawful(verdict, subject, study);
    return verdict.finding();
}

/// Chance of having taken one transition and then another, from there, by the end of each bin: a sum over the times of
/// the first (Stieltjes), in a model in cycles over its ends.
std::vector<double> renewal(const Study& study, std::size_t first, std::size_t second) {
    const Model& model = study.model();
    const ContinuousHazards hazards(model, study.parameters(), study.population());
    const auto cumulative = [&](std::size_t k, double from, double to) {
        const auto function = hazards.function(SimulatedIndex(0), StratumIndex(0), TransitionIndex(k));
        return hazards.multiplier(SimulatedIndex(0), StratumIndex(0), TransitionIndex(k)) *
               (hazards.cumulative(function, to) - hazards.cumulative(function, from));
    };
    const bool same_entry_clock =
        model.entry_clock_of(model.transitions[first].from) == model.entry_clock_of(model.transitions[second].from);
    const auto begins_at = [&](double entered) {
        switch (clock_of(study, second)) {
            case core::Clock::sojourn:
                return 0.0;
            case core::Clock::entry:
                return same_entry_clock ? entered : 0.0;
            default:
                return clock_at_start(study, second, 0) + entered;
        }
    };
    const double origin = clock_at_start(study, first, 0), bin = 1.0 / model.grid_per_year;
    const int pieces = model.cycle_years ? 1 : 40;
    const std::size_t bins_a_step = model.cycle_years ? model.bins_a_cycle() : 1;
    const double step = bin * static_cast<double>(bins_a_step) / pieces;
    std::vector<double> taken{0};
    for (std::size_t point = 1; point <= model.bins(); ++point) {
        const auto steps = static_cast<int>(point / bins_a_step) * pieces;
        const double now = steps * step;
        double sum = 0;
        for (int i = 0; i < steps; ++i) {
            const double entering = std::exp(-cumulative(first, origin, origin + i * step)) -
                                    std::exp(-cumulative(first, origin, origin + (i + 1) * step));
            const double entered = model.cycle_years ? (i + 1) * step : (i + 0.5) * step;
            const double clock = begins_at(entered);
            sum += entering * -std::expm1(-cumulative(second, clock, clock + now - entered));
        }
        taken.push_back(sum);
    }
    return taken;
}

/// Two transitions in a row, from a start.
struct TwoSteps {
    std::size_t start, first, second;
};
std::vector<TwoSteps> two_steps_of(const Model& model) {
    std::vector<TwoSteps> all;
    for (const std::size_t start : start_states(model))
        for (const std::size_t first : exits_of(model, start))
            for (const std::size_t second : exits_of(model, model.transitions[first].to))
                if (model.transitions[second].to != start) all.push_back({start, first, second});
    return all;
}

void hold_two_steps(Verdict& verdict, const Subject& subject) {
    const Model& base = subject.focus().model();
    const std::vector<TwoSteps> all = two_steps_of(base);
    const std::vector<std::size_t> tried = some_of(all.size());
    verdict.remark_on_sample(tried.size(), all.size(), "pairs of transitions");
    for (const std::size_t place : tried) {
        const auto [start, first, second] = all[place];
        const Study study = subject.single([start = start, first = first, second = second](Model& model) {
            start_in(model, start);
            // Few points are enough, and the sum takes their square.
            if (!model.cycle_years && model.horizon_years == std::floor(model.horizon_years)) {
                model.grid_per_year = 1;
                model.landmarks_years = {model.horizon_years};
            }
            for (std::size_t k = 0; k < model.transitions.size(); ++k)
                if (k != first && k != second) stop(model, k);
        });
        const std::vector<double> law = renewal(study, first, second);
        const StateCurves curves = subject.solved_curves(study).front();
        for (std::size_t point = 0; point < law.size(); ++point)
            verdict.close(curves.taken[second * curves.points + point], law[point], 1e-4,
                          base.transitions[first].name + ", then " + base.transitions[second].name);
    }
}

Finding semi_markov(const Subject& subject) {
    Verdict verdict(
        "the model as it is: numbers simulated in every state and year against the exact solution of its tables, "
        "within "
        "chance (error rate 1e-6), with all its strata; every two transitions in a row, alone, against a plain renewal "
        "integral (1e-4)");
    const Study& whole = subject.whole();
    counts_are_lawful(verdict, whole, subject.walk(whole), subject.solve_tables(whole));
    hold_two_steps(verdict, subject);
    return verdict.finding();
}

Finding second_implementation(const Subject& subject) {
    constexpr std::size_t women = 10000;
    Verdict verdict(
        fmt::format("the first strategy simulated again by a plain program with another generator, {} women: numbers "
                    "in every state "
                    "and year against the exact solution, within chance (error rate 1e-6)",
                    women));
    const Study& study = subject.focus();
    const Model& model = study.model();
    const std::vector<double> counts = plain_walk(study, SimulatedIndex(0), women, model.seed);
    const std::vector<StateCurves> law = by_stratum(study, subject.base_solution(), SimulatedIndex(0));
    const std::size_t points = model.bins() + 1, step = points_a_year(model);
    const double limit = score_limit(model.states.size() * (points / step));
    for (std::size_t state = 0; state < model.states.size(); ++state)
        for (std::size_t point = step; point < points; point += step) {
            double p = 0;
            for (std::size_t h = 0; h < law.size(); ++h)
                p += study.population().strata[h].weight * law[h].state(state, point);
            verdict.bounded(tail_score(counts[state * points + point], women, std::clamp(p, 0.0, 1.0)), limit,
                            model.states[state].name + " (score)");
        }
    return verdict.finding();
}

}  // namespace

std::vector<Check> oracle_checks() {
    return {{48, "simulation and solver of constant hazards", markov_subset},
            {49, "simulation and solver of the model", semi_markov},
            {61, "a second implementation of a strategy", second_implementation}};
}

}  // namespace ibtr::verify
