#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <thread>
#include <vector>

#include "exact/budget.hpp"
#include "hand_model.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

/// States well, ill, cured, dead with every clock, a cycle and hazards of every awkward kind.
HandModel everything() {
    HandModel hand(4, 12);
    hand.model.life_tables = {{"table", "assumption", 50, {}}};
    for (int age = 50; age < 90; ++age) hand.model.life_tables[0].probability.push_back(0.002 + 0.004 * (age - 50));
    hand.add(0, 1, Clock::time, HazardFamily::weibull, {0.6, 15});
    hand.add(0, 3, Clock::age, HazardFamily::life_table, {});
    hand.add(1, 2, Clock::sojourn, HazardFamily::lognormal, {0.2, 0.8});
    hand.add(1, 3, Clock::sojourn, HazardFamily::weibull, {0.7, 6});
    hand.add(2, 1, Clock::time, HazardFamily::piecewise_constant, {0, 0.4, 0.05}, {0, 2.37, 7});
    hand.add(2, 3, Clock::age, HazardFamily::gompertz, {0.09, 1e-4});
    hand.model.endpoints = {{"ill", {0}}, {"relapse", {4}}};
    hand.ages({{55, 57, {}}, {80, 80, {}}});
    return hand;
}

// Nobody is created or lost: every node's arrivals cover its departures at all times, and no bin is negative.
TEST(Limits, MassIsConserved) {
    const Solved solved(everything());
    const ExpectedTallies& tallies = solved.tallies();
    for (std::size_t i = 0; i < tallies.probability.size(); ++i) {
        ASSERT_GE(tallies.probability[i], 0) << i;
        ASSERT_GE(tallies.offset_bins[i], 0) << i;
        ASSERT_LE(tallies.offset_bins[i], tallies.probability[i]) << i;
    }
    for (StratumIndex stratum; stratum < 2; ++stratum)
        for (std::size_t node = 0; node < solved.graph().nodes.size(); ++node)
            for (std::size_t bin = 1; bin <= tallies.bins; ++bin)
                ASSERT_GE(solved.node_occupancy(node, static_cast<double>(bin) / 12, stratum), -1e-10) << node;
}

TEST(Limits, NothingHappensWithoutHazards) {
    for (const ExactOptions& options : {ExactOptions{}, integrated}) {
        HandModel hand(3);
        hand.exponential(0, 1, Clock::time, 0);
        hand.exponential(0, 2, Clock::sojourn, 0.5).hazard_ratios = {{{}, {}, {}, 0.0, ""}};
        const Solved solved(hand, options);
        for (const double p : solved.tallies().probability) EXPECT_EQ(p, 0);
        EXPECT_EQ(solved.step_error(), 0);
    }
}

// Beyond the largest hazard nobody is left, and nothing is lost to rounding.
TEST(Limits, WhatIsBeyondAHugeHazardEmptiesAtOnce) {
    for (const double rate : {1e8, 1e14, 1e18, 1e40}) {
        HandModel hand(2);
        hand.exponential(0, 1, Clock::time, rate);
        const Solved solved(hand);
        EXPECT_LT(solved.node_occupancy(0, 1.0 / 12), 1e-9) << rate;
        HandModel times(2);
        times.exponential(0, 1, Clock::time, 0.1).hazard_ratios = {{{}, {}, {}, std::min(rate, 1e30), ""}};
        EXPECT_LT(Solved(times).node_occupancy(0, 1.0 / 12), 1e-9) << rate;
    }
    HandModel beyond(2);
    beyond.exponential(0, 1, Clock::time, 0.1).hazard_ratios = {{{}, {}, {}, 1e20, ""}, {{}, {}, {}, 1e20, ""}};
    EXPECT_THROW(Solved{beyond}, UsageError);
}

// A hazard of 1e6 a year empties a state in half a minute. Start -> 1 at 1e6, then exits 0.3 and 0.1 a year:
// P(exit k by t) = rate_k / 0.4 (1 - exp(-0.4 t)) up to 0.4e-6.
TEST(Limits, HugeHazardIsAPassage) {
    for (const Clock clock : {Clock::time, Clock::sojourn}) {
        for (const ExactOptions& options : {ExactOptions{.budget_seconds = 0}, integrated}) {
            HandModel hand(4);
            hand.exponential(0, 1, clock, 1e6);
            hand.exponential(1, 2, Clock::sojourn, 0.3);
            hand.exponential(1, 3, Clock::time, 0.1);
            const Solved solved(hand, options);
            EXPECT_NEAR(solved.taken(0, 1.0 / 12), 1, 1e-11);  // squaring of exp(Q / 2^17) rounds
            EXPECT_NEAR(solved.taken(1, 10), 0.75 * -std::expm1(-4.0), 1e-6);
            EXPECT_NEAR(solved.years_since(0, 15), 15, 1e-5);
        }
    }
}

// Passing through a state of hazard r on the way, exactly: flux by matrix exponential. From a rate the steps
// resolve, over those they do not, to the cap, the stated error holds.
TEST(Limits, StatedErrorHoldsWhateverTheSpeed) {
    for (const double rate : {0.1, 1.0, 5.0, 20.0, 100.0, 1e3, 1e4, 1e6}) {
        for (const Clock clock : {Clock::time, Clock::sojourn}) {
            SCOPED_TRACE(testing::Message() << rate << " a year, clock " << static_cast<int>(clock));
            HandModel start(4, 5), middle(4, 5), cycle(3, 5);
            start.exponential(0, 1, clock, rate);
            start.exponential(1, 2, Clock::sojourn, 0.3);
            start.exponential(1, 3, Clock::time, 0.1);
            middle.exponential(0, 1, Clock::time, 0.2);
            middle.exponential(1, 2, clock, rate);
            middle.exponential(1, 3, Clock::sojourn, 0.1);
            cycle.exponential(0, 1, Clock::sojourn, 0.5);
            cycle.exponential(1, 0, clock, rate);
            cycle.exponential(1, 2, Clock::time, 0.3);
            for (const HandModel& hand : {start, middle, cycle}) {
                const Solved exponential(hand), steps(hand, integrated);
                EXPECT_LE(largest_difference(exponential.tallies(), steps.tallies()), steps.step_error() + 1e-12);
                EXPECT_LT(steps.step_error(), 2e-6);
            }
        }
    }
}

TEST(Limits, SameResultOnAnyNumberOfThreads) {
    const Solved one(everything(), {.budget_seconds = 0, .threads = 1});
    for (const unsigned threads : {2U, 7U}) {
        const Solved many(everything(), {.budget_seconds = 0, .threads = threads});
        EXPECT_EQ(one.tallies().probability, many.tallies().probability);
        EXPECT_EQ(one.tallies().offset_bins, many.tallies().offset_bins);
        EXPECT_EQ(one.step_error(), many.step_error());
    }
}

TEST(Limits, RefusesWhatDoesNotFitTheBudget) {
    try {
        const Solved solved(everything(), {.budget_seconds = 1e-4});
        FAIL() << "fits 0.1 ms";
    } catch (const BudgetExceeded& refusal) {
        EXPECT_NE(std::string(refusal.what()).find("would take about"), std::string::npos) << refusal.what();
    }
}

TEST(Limits, EndsWhereAStopIsRequested) {
    ExactOptions options{.budget_seconds = 0};
    options.stop_requested = [] { return true; };
    EXPECT_THROW(Solved(everything(), options), Interrupted);
}

TEST(Limits, KeepsTheBudgetByTheClock) {
    const ExactOptions options{.budget_seconds = 1e-9};
    const exact::TimeLimit limit(options);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_THROW(limit.check(), BudgetExceeded);
}

// Strategies with equal multipliers are the same numbers, not only close.
TEST(Limits, EqualStrategiesAreIdentical) {
    HandModel hand = everything();
    hand.model.strategies = {{"a", "", {}}, {"b", "", {}}, {"c", "", {}}};
    hand.model.transitions[0].hazard_ratios = {{2, {}, {}, 1.5, ""}};
    const Solved solved(hand);
    const auto taken = [&](std::size_t strategy) { return solved.taken(3, 12, {}, SimulatedIndex(strategy)); };
    EXPECT_EQ(taken(0), taken(1));
    EXPECT_GT(taken(2), taken(0) + 1e-3);
}

}  // namespace
}  // namespace ibtr
