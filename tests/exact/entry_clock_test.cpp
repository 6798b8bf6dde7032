// Law: a clock of several states reads the time since people came to any of them from outside. Where hazards are the
// same in all of them, moving among them changes nothing: the solution is that of one state on its sojourn clock.
// Where they differ, people who entered at u follow the differential equation p' = G(t, t - u) p, solved here by the
// classical Runge-Kutta method, and a probability is its integral over the density of u, by Simpson's rule. Both are of
// fourth order: with the steps below they agree with half as many to 1e-9. The rest of a tolerance is the error that
// the solution states for itself, which must be small.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "hand_model.hpp"

namespace ibtr {
namespace {

double weibull_hazard(double shape, double scale, double x) {
    return x > 0 ? shape / scale * std::pow(x / scale, shape - 1) : 0;
}

/// A way among states 0, 1, ... of the clock, or out of them.
struct Way {
    std::size_t from, to;  ///< to == nodes: out
    std::function<double(double years, double since_entry)> hazard;
};

/// Expected takings of each way by `until` of people who enter node 0 at u.
std::vector<double> takings_since(double u, double until, std::size_t nodes, const std::vector<Way>& ways) {
    const std::size_t size = nodes + ways.size();
    std::vector<double> y(size, 0), slope(size), stage(size), sum(size);
    y[0] = 1;
    const auto steps = static_cast<int>(std::ceil((until - u) * 60)) + 1;
    const double h = (until - u) / steps;
    const auto derive = [&](double x, const std::vector<double>& at) {
        std::fill(slope.begin(), slope.end(), 0.0);
        for (std::size_t w = 0; w < ways.size(); ++w) {
            const double flow = at[ways[w].from] * ways[w].hazard(u + x, x);
            slope[ways[w].from] -= flow;
            if (ways[w].to < nodes) slope[ways[w].to] += flow;
            slope[nodes + w] += flow;
        }
    };
    for (int i = 0; i < steps; ++i) {
        const double x = i * h;
        derive(x, y);
        sum = slope;
        for (const auto& [position, weight] : {std::pair(0.5, 2.0), std::pair(0.5, 2.0), std::pair(1.0, 1.0)}) {
            for (std::size_t k = 0; k < size; ++k) stage[k] = y[k] + position * h * slope[k];
            derive(x + position * h, stage);
            for (std::size_t k = 0; k < size; ++k) sum[k] += weight * slope[k];
        }
        for (std::size_t k = 0; k < size; ++k) y[k] += h / 6 * sum[k];
    }
    return {y.begin() + static_cast<std::ptrdiff_t>(nodes), y.end()};
}

/// The same of people who enter with a constant hazard from time zero on.
std::vector<double> takings(double entry_rate, double until, std::size_t nodes, const std::vector<Way>& ways) {
    const int panels = 240;
    const double h = until / panels;
    std::vector<double> total(ways.size(), 0);
    for (int i = 0; i <= panels; ++i) {
        const double u = i * h, weight = i == 0 || i == panels ? 1 : i % 2 == 1 ? 4 : 2;
        const std::vector<double> taken = takings_since(u, until, nodes, ways);
        for (std::size_t w = 0; w < ways.size(); ++w)
            total[w] += h / 3 * weight * entry_rate * std::exp(-entry_rate * u) * taken[w];
    }
    return total;
}

/// States: 0 outside, then those of the clock, then a last one.
HandModel entered_from_outside(std::size_t states_of_clock) {
    HandModel hand(states_of_clock + 2);
    EntryClock clock{"since", {}};
    for (std::size_t s = 1; s <= states_of_clock; ++s) clock.states.push_back(s);
    hand.model.entry_clocks = {clock};
    hand.exponential(0, 1, Clock::time, 0.2);
    return hand;
}

void expect_takings(const HandModel& hand, std::size_t nodes, const std::vector<Way>& ways) {
    const Solved solved(hand);
    for (const double years : {2.0, 15.0}) {
        const std::vector<double> expected = takings(0.2, years, nodes, ways);
        for (std::size_t w = 0; w < ways.size(); ++w)
            EXPECT_NEAR(solved.taken(w + 1, years), expected[w], solved.step_error() + 1e-9)
                << "way " << w << " by " << years;
    }
    EXPECT_LT(solved.step_error(), 2e-6);
}

TEST(EntryClock, ChainOfThreeStates) {
    HandModel hand = entered_from_outside(3);
    hand.add(1, 2, Clock::entry, HazardFamily::weibull, {2, 3});
    hand.add(2, 3, Clock::entry, HazardFamily::weibull, {3, 5});
    hand.add(1, 4, Clock::entry, HazardFamily::weibull, {2, 8});
    hand.exponential(2, 4, Clock::sojourn, 0.1);
    hand.add(3, 4, Clock::entry, HazardFamily::weibull, {3, 4});
    hand.add(3, 4, Clock::time, HazardFamily::gompertz, {0.1, 0.02});
    expect_takings(hand, 3,
                   {{0, 1, [](double, double x) { return weibull_hazard(2, 3, x); }},
                    {1, 2, [](double, double x) { return weibull_hazard(3, 5, x); }},
                    {0, 3, [](double, double x) { return weibull_hazard(2, 8, x); }},
                    {1, 3, [](double, double) { return 0.1; }},
                    {2, 3, [](double, double x) { return weibull_hazard(3, 4, x); }},
                    {2, 3, [](double t, double) { return 0.02 * std::exp(0.1 * t); }}});
}

TEST(EntryClock, CycleAmongItsStates) {
    HandModel hand = entered_from_outside(2);
    hand.exponential(1, 2, Clock::time, 1.5);
    hand.add(2, 1, Clock::entry, HazardFamily::weibull, {2, 2});
    hand.add(1, 3, Clock::entry, HazardFamily::weibull, {2, 9});
    hand.add(2, 3, Clock::entry, HazardFamily::weibull, {3, 5});
    expect_takings(hand, 2,
                   {{0, 1, [](double, double) { return 1.5; }},
                    {1, 0, [](double, double x) { return weibull_hazard(2, 2, x); }},
                    {0, 2, [](double, double x) { return weibull_hazard(2, 9, x); }},
                    {1, 2, [](double, double x) { return weibull_hazard(3, 5, x); }}});
}

/// Entry from outside, and again after leaving through `well_again`: states 0 outside, 1 (and 2) ill, last dead.
HandModel relapsing(bool split) {
    HandModel hand(split ? 4 : 3);
    const std::size_t dead = split ? 3 : 2;
    hand.add(0, 1, Clock::sojourn, HazardFamily::weibull, {1.4, 3});
    hand.exponential(0, dead, Clock::time, 0.03);
    const Clock clock = split ? Clock::entry : Clock::sojourn;
    for (std::size_t ill = 1; ill < dead; ++ill) {
        hand.add(ill, dead, clock, HazardFamily::weibull, {2.5, 5});
        hand.add(ill, 0, clock, HazardFamily::weibull, {1.7, 2});
        hand.add(ill, dead, Clock::time, HazardFamily::gompertz, {0.1, 0.02});
    }
    if (!split) return hand;
    hand.model.entry_clocks = {{"since", {1, 2}}};
    hand.add(1, 2, Clock::entry, HazardFamily::weibull, {2, 1});
    hand.exponential(2, 1, Clock::time, 0.7);
    return hand;
}

TEST(EntryClock, SplittingAStateChangesNothing) {
    const Solved whole(relapsing(false)), split(relapsing(true));
    for (const double years : {1.0, 6.0, 15.0}) {
        EXPECT_NEAR(split.taken(0, years), whole.taken(0, years), 1e-7) << "relapses";
        for (const std::size_t way : {0U, 1U, 2U})
            EXPECT_NEAR(split.taken(2 + way, years) + split.taken(5 + way, years), whole.taken(2 + way, years), 1e-7)
                << way << " by " << years;
        EXPECT_NEAR(split.occupancy(1, years) + split.occupancy(2, years), whole.occupancy(1, years), 1e-7);
        EXPECT_GT(split.occupancy(2, years), 0.01);
    }
    EXPECT_LT(split.step_error(), 1e-5);
}

/// Nobody enters from outside: the clock is the time since zero, S(5) = exp(-(5 / 5)^2.5).
TEST(EntryClock, OfTheStartStateSplitInTwo) {
    for (const Clock passage : {Clock::entry, Clock::sojourn, Clock::time}) {
        HandModel hand(3);
        hand.model.entry_clocks = {{"since", {0, 1}}};
        hand.add(0, 2, Clock::entry, HazardFamily::weibull, {2.5, 5});
        hand.add(1, 2, Clock::entry, HazardFamily::weibull, {2.5, 5});
        hand.add(0, 1, passage, HazardFamily::weibull, {2, 1});
        const Solved solved(hand);
        EXPECT_NEAR(1 - solved.taken(0, 5) - solved.taken(1, 5), std::exp(-1.0), 1e-8);
    }
}

/// The first year in a state as a state of its own, left as good as at once when it is over: of those who entered at u,
/// exp(-0.1 (t - u)) are alive at t, in the first state while t - u < 1. Tolerance: the passage takes 1e-6 years.
TEST(EntryClock, PassageAtATimeSinceEntry) {
    HandModel hand = entered_from_outside(2);
    hand.exponential(1, 3, Clock::entry, 0.1);
    hand.exponential(2, 3, Clock::entry, 0.1);
    hand.add(1, 2, Clock::entry, HazardFamily::piecewise_constant, {0, 1e6}, {0, 1});
    hand.exponential(0, 3, Clock::time, 0.05);
    const Solved solved(hand);
    const auto alive = [](double t, double from, double to) {  // of those who entered at from ... to
        return 0.2 / 0.15 * std::exp(-0.1 * t) * (std::exp(-0.15 * from) - std::exp(-0.15 * to));
    };
    for (const double years : {1.0, 2.0, 7.0, 15.0}) {
        EXPECT_NEAR(solved.occupancy(1, years), alive(years, years - 1, years), 1e-6) << years;
        EXPECT_NEAR(solved.occupancy(2, years), alive(years, 0, years - 1), 1e-6) << years;
        EXPECT_NEAR(solved.taken(3, years), 0.8 * std::exp(-0.1) * (1 - std::exp(-0.25 * (years - 1))), 1e-6) << years;
    }
}

/// Entries and exits far faster than a step, inside the states and out of them: everyone passes, nobody is lost.
TEST(EntryClock, FastHazards) {
    HandModel hand = entered_from_outside(2);
    hand.model.horizon_years = 3;
    hand.exponential(1, 2, Clock::entry, 1e5);
    hand.add(2, 3, Clock::entry, HazardFamily::weibull, {2, 4});
    hand.exponential(2, 1, Clock::time, 2e5);
    const Solved solved(hand);
    const std::vector<double> expected =
        takings(0.2, 3, 1, {{0, 1, [](double, double x) { return weibull_hazard(2, 4, x) / 3; }}});
    EXPECT_NEAR(solved.taken(2, 3), expected[0], 1e-5);
    EXPECT_NEAR(solved.occupancy(1, 3) + solved.occupancy(2, 3), solved.taken(0, 3) - solved.taken(2, 3), 1e-9);
    EXPECT_NEAR(solved.occupancy(1, 3) / solved.occupancy(2, 3), 2, 1e-4);
}

/// By age, too, where every age is solved on its own.
TEST(EntryClock, BesideAHazardByAge) {
    std::vector<double> dead;
    for (const bool split : {false, true}) {
        HandModel hand = relapsing(split);
        hand.model.horizon_years = 6;
        hand.ages({{50, 51, {}}});
        hand.add(0, split ? 3 : 2, Clock::age, HazardFamily::gompertz, {0.09, 5e-5});
        const Solved solved(hand);
        dead.push_back(solved.occupancy(split ? 3 : 2, 6));
    }
    EXPECT_NEAR(dead[0], dead[1], 1e-7);
}

}  // namespace
}  // namespace ibtr
