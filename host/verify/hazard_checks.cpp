// Checks 21 to 25: times and shares of events against closed forms, and changes of a model that change nothing.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/state_graph.hpp"
#include "verify/bounds.hpp"
#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/split_state.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

/// Distribution function of the time of a transition that nothing competes with, for women who all have one age.
class LoneTime {
public:
    LoneTime(const Study& study, std::size_t transition)
        : hazards_(study.model(), study.parameters(), study.population()),
          function_(hazards_.function(SimulatedIndex(0), StratumIndex(0), TransitionIndex(transition))),
          multiplier_(hazards_.multiplier(SimulatedIndex(0), StratumIndex(0), TransitionIndex(transition))),
          origin_(clock_at_start(study, transition, 0)) {}
    [[nodiscard]] double operator()(double years) const {
        return -std::expm1(-multiplier_ *
                           (hazards_.cumulative(function_, origin_ + years) - hazards_.cumulative(function_, origin_)));
    }

private:
    ContinuousHazards hazards_;
    HazardFunctionIndex function_;
    double multiplier_, origin_;
};

/// Mean and variance of min(T, horizon), from the share that is left at the ends of steps: between two of them on a
/// line, in a model in cycles that at the start.
struct LifeMoments {
    double mean = 0, variance = 0;
};
template <class Left>
LifeMoments moments_of(const Left& left, double horizon, int steps, bool in_cycles) {
    double first = 0, second = 0;
    const double h = horizon / steps;
    for (int i = 0; i < steps; ++i) {
        const double a = i * h, b = a + h, at_start = left(i), at_end = in_cycles ? at_start : left(i + 1);
        first += (at_start + at_end) / 2 * h;
        second += (at_start + at_end) / 2 * (b * b - a * a);
    }
    return {first, second - first * first};
}

Finding times_have_their_law(const Subject& subject) {
    const Model& base = subject.focus().model();
    const std::size_t transitions = base.transitions.size();
    const auto n = static_cast<double>(subject.single([](Model&) {}).model().patients);
    Verdict verdict(fmt::format(
        "each transition alone, from its own state, simulated: the distribution of its time is exp(-H)'s within "
        "{:.2g} at every bin, mean and variance up to the horizon within their limits (error rate 1e-6)",
        distribution_limit(n, 3 * transitions)));
    const double z = normal_limit(3 * transitions);
    const std::vector<std::size_t> tried = some_of(transitions);
    verdict.remark_on_sample(tried.size(), transitions, "transitions");
    for (const std::size_t k : tried) {
        const Study study = subject.single([&](Model& model) {
            start_in(model, base.transitions[k].from);
            for (std::size_t other = 0; other < transitions; ++other)
                if (other != k) stop(model, other);
        });
        const LoneTime law(study, k);
        const StateCurves curves = subject.walked_curves(study).front();
        const double horizon = study.model().horizon_years, bin = 1.0 / study.model().grid_per_year;
        const double* taken = &curves.taken[k * curves.points];
        // In cycles the distribution steps at their ends, which some of the bins are.
        const std::size_t step = study.model().cycle_years ? study.model().bins_a_cycle() : 1;
        for (std::size_t point = step; point < curves.points; point += step)
            verdict.close(taken[point], law(static_cast<double>(point) * bin),
                          distribution_limit(n, 3 * transitions) + probability_slack, base.transitions[k].name);
        const auto points = static_cast<int>((curves.points - 1) / step);
        const LifeMoments seen = moments_of([&](int i) { return 1 - taken[static_cast<std::size_t>(i) * step]; },
                                            horizon, points, subject.in_cycles());
        const LifeMoments lawful =
            moments_of([&](int i) { return 1 - law(horizon * i / points); }, horizon, points, subject.in_cycles());
        // Where all go in one bin, the line through it is all that is known.
        const double step_years = horizon / points;
        const double of_mean = std::sqrt((std::max(lawful.variance, 0.0) + step_years * step_years) / n);
        verdict.close(seen.mean, lawful.mean, z * of_mean + 1e-6 * horizon, base.transitions[k].name + ", mean");
        // The fourth moment of what lies in [0, horizon] is at most horizon^2 times the variance.
        verdict.close(seen.variance, lawful.variance, z * horizon * of_mean + 1e-5 * horizon * horizon,
                      base.transitions[k].name + ", variance");
    }
    return verdict.finding();
}

Finding shares_of_causes(const Subject& subject) {
    Verdict verdict(
        "constant hazards that compete at the start: cause i takes lambda_i / sum (1 - exp(-sum T)) of all; exact to "
        "1e-7, simulated within chance (error rate 1e-6)");
    const Model& base = subject.focus().model();
    for (const std::size_t start : start_states(base)) {
        const std::vector<std::size_t> exits = exits_of(base, start);
        std::vector<double> rates;
        double sum = 0;
        for (const std::size_t k : exits) {
            rates.push_back(std::clamp(mean_rate(subject.focus(), k), 0.0, 0.5 / static_cast<double>(exits.size())));
            sum += rates.back();
        }
        if (sum == 0) continue;
        const Study study = subject.single([&](Model& model) {
            start_in(model, start);
            for (std::size_t k = 0; k < model.transitions.size(); ++k) stop(model, k);
            for (std::size_t i = 0; i < exits.size(); ++i) {
                set_rate(model, exits[i], rates[i]);
                model.transitions[exits[i]].order_in_cycle = 1;
            }
        });
        const Model& model = study.model();
        // In cycles probabilities of a cycle compete, not hazards.
        const double cycle = model.cycle_years.value_or(0);
        std::vector<double> strengths = rates;
        double left = std::exp(-sum * model.horizon_years), all = sum;
        if (model.cycle_years) {
            all = 0;
            for (double& strength : strengths) all += strength = -std::expm1(-strength * cycle);
            left = std::pow(1 - all, std::floor(model.horizon_years / cycle + 1e-9));
        }
        const StateCurves exact = subject.solved_curves(study).front();
        const StateCurves walked = subject.walked_curves(study).front();
        const auto n = static_cast<double>(model.patients);
        for (std::size_t i = 0; i < exits.size(); ++i) {
            const double share = strengths[i] / all * (1 - left);
            const std::size_t at = (exits[i] + 1) * exact.points - 1;
            verdict.close(exact.taken[at], share, 1e-7, "exact, " + base.transitions[exits[i]].name);
            verdict.bounded(tail_score(walked.taken[at] * n, n, share), score_limit(exits.size()),
                            "simulated (score), " + base.transitions[exits[i]].name);
        }
    }
    return verdict.finding();
}

/// A state, not a start, that women enter and can leave again.
std::optional<std::size_t> second_state(const Model& model) {
    for (const std::size_t start : start_states(model))
        for (const std::size_t k : exits_of(model, start))
            if (const std::size_t to = model.transitions[k].to; to != start && !exits_of(model, to).empty()) return to;
    return std::nullopt;
}

Finding memoryless(const Subject& subject) {
    const std::string law =
        "constant hazards out of a later state: by time and by time since entry the same, to 1e-7; hazards that "
        "quadruple "
        "halfway to the horizon: not the same";
    const Model& base = subject.focus().model();
    const auto later = second_state(base);
    if (!later) return not_applicable(law, "no state that women come to has a way out");
    const std::vector<std::size_t> exits = exits_of(base, *later);
    const double rate = 1 / base.horizon_years / static_cast<double>(exits.size());
    const auto curves_by = [&](Clock clock, bool constant) {
        return subject
            .solved_curves(subject.single([&](Model& model) {
                for (const std::size_t k : exits) {
                    set_rate(model, k, rate);
                    model.transitions[k].order_in_cycle = 1;
                    HazardSpec& hazard = model.transitions[k].hazard;
                    const double cycle = model.cycle_years.value_or(1.0 / model.grid_per_year);
                    const double half = std::round(model.horizon_years / 2 / cycle) * cycle;
                    if (!constant && model.cycle_years)
                        hazard = {HazardFamily::probabilities,
                                  {hazard.coefficients.front(), -std::expm1(-4 * rate * cycle)},
                                  {0, half},
                                  0};
                    else if (!constant)
                        hazard = {HazardFamily::piecewise_constant, {rate, 4 * rate}, {0, half}, 0};
                    model.transitions[k].clock = clock;
                }
            }))
            .front();
    };
    const auto largest_difference = [](const StateCurves& a, const StateCurves& b) {
        double largest = 0;
        for (std::size_t i = 0; i < a.in_state.size(); ++i)
            largest = std::max(largest, std::abs(a.in_state[i] - b.in_state[i]));
        return largest;
    };
    const StateCurves forward = curves_by(Clock::time, true);
    const double entered =
        *std::max_element(forward.in_state.begin() + static_cast<std::ptrdiff_t>(*later * forward.points),
                          forward.in_state.begin() + static_cast<std::ptrdiff_t>((*later + 1) * forward.points));
    if (entered < 1e-5) return not_applicable(law, "hardly anybody comes to " + base.states[*later].name);
    Verdict verdict(law);
    verdict.bounded(largest_difference(forward, curves_by(Clock::sojourn, true)), 1e-7, base.states[*later].name);
    const double differ = largest_difference(curves_by(Clock::time, false), curves_by(Clock::sojourn, false));
    verdict.holds(differ > 1e-3 * entered, fmt::format("changing hazards differ by {:.2g} alone", differ));
    verdict.remark(fmt::format("changing hazards differ by {:.2g}", differ));
    return verdict.finding();
}

Finding identical_states_merge(const Subject& subject) {
    Verdict verdict(
        "a state split into two identical ones, each entered by half: occupancies, the two together, and "
        "first events are the same, exactly solved, to 1e-6 and the solver's own errors; state by state, with one age "
        "a stratum");
    const Model& base = subject.focus().model();
    const std::vector<StateCurves> whole = subject.solved_curves(subject.one_age([](Model&) {}));
    std::vector<std::size_t> splittable;
    for (std::size_t state = 0; state < base.states.size(); ++state)
        if (can_be_split(base, state)) splittable.push_back(state);
    const std::vector<std::size_t> tried = some_of(splittable.size());
    verdict.remark_on_sample(tried.size(), splittable.size(), "states");
    for (const std::size_t place : tried) {
        const std::size_t state = splittable[place];
        const Study study = subject.one_age([&](Model& model) { split_state(model, state); });
        const std::vector<StateCurves> curves = subject.solved_curves(study);
        for (std::size_t i = 0; i < curves.size(); ++i) {
            const StateCurves &before = whole[i], &after = curves[i];
            const double tolerance = 1e-6 + before.error + after.error;
            for (std::size_t point = 0; point < before.points; ++point)
                for (std::size_t s = 0; s < base.states.size(); ++s)
                    verdict.close(before.state(s, point),
                                  after.state(s, point) + (s == state ? after.state(base.states.size(), point) : 0),
                                  tolerance, base.states[state].name);
            for (std::size_t j = 0; j < before.ever.size(); ++j)
                verdict.close(before.ever[j], after.ever[j], tolerance, base.states[state].name + ", first events");
        }
    }
    return !tried.empty() ? verdict.finding()
                          : not_applicable(verdict.finding().expected,
                                           "no state but those of the start can be split within the "
                                           "limits of 64 states and 8 exits");
}

Finding finer_grid_changes_nothing(const Subject& subject) {
    Verdict verdict(
        "twice as many output bins a year: the exact solution is the same to 1e-6 and its own errors, and simulated "
        "women "
        "are where they were, but for 1e-4 of them (roundings of time)");
    const Study& base = subject.focus();
    const Study study = subject.rewritten([](Model& model) { model.grid_per_year *= 2; });
    const auto compare = [&](const std::vector<StateCurves>& coarse, const std::vector<StateCurves>& fine,
                             double tolerance, const char* how) {
        for (std::size_t i = 0; i < coarse.size(); ++i)
            for (std::size_t s = 0; s < base.model().states.size(); ++s)
                for (std::size_t point = 0; point < coarse[i].points; ++point)
                    verdict.close(coarse[i].state(s, point), fine[i].state(s, 2 * point),
                                  tolerance + coarse[i].error + fine[i].error, how);
    };
    compare(subject.base_curves(), subject.solved_curves(study), 1e-6, "exact");
    compare(subject.walked_curves(base), subject.walked_curves(study), 1e-4, "simulated");
    return verdict.finding();
}

}  // namespace

std::vector<Check> hazard_checks() {
    return {{21, "times of events have their law", times_have_their_law},
            {22, "shares of competing causes", shares_of_causes},
            {23, "memory of clocks", memoryless},
            {24, "identical states merge", identical_states_merge},
            {25, "a finer grid changes nothing", finer_grid_changes_nothing}};
}

}  // namespace ibtr::verify
