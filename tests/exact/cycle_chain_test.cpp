// Law: in a model in cycles who is where after n cycles is the n-th power of the matrix of probabilities; where a
// probability depends on the time in the state, of the matrix over states and times (tunnel states). Written here a
// second time, with matrices. Tolerance 1e-10: rounding, and the 4e-11 whom a certain exit leaves behind.

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>

#include "hand_model.hpp"

namespace ibtr {
namespace {

HandModel in_cycles(std::size_t states, double horizon_years) {
    HandModel hand(states, horizon_years);
    hand.model.grid_per_year = 1;
    hand.model.cycle_years = 1;
    return hand;
}

Transition& probability(HandModel& hand, std::size_t from, std::size_t to, double p) {
    return hand.add(from, to, Clock::time, HazardFamily::probability, {p});
}

/// Four states of a progressive disease, of which no continuous process in time has the annual matrix: its logarithm
/// has negative entries off the diagonal.
HandModel progressive() {
    HandModel hand = in_cycles(4, 20);
    hand.model.strategies = {{"alone", "", {}}, {"with", "", {}}};
    const double moves[][3]{{0, 1, 350.0 / 1734}, {0, 2, 116.0 / 1734}, {0, 3, 17.0 / 1734},
                            {1, 2, 512.0 / 1258}, {1, 3, 15.0 / 1258},  {2, 3, 437.0 / 1749}};
    for (const auto& [from, to, p] : moves)
        probability(hand, static_cast<std::size_t>(from), static_cast<std::size_t>(to), p).risk_ratios = {
            {1, {}, {}, 0.509, "", {{2, 1.0}}}};
    return hand;
}

TEST(CycleChain, IsThePowerOfAMatrix) {
    const HandModel hand = progressive();
    const Solved solved(hand);
    for (SimulatedIndex strategy; strategy < 2; ++strategy) {
        Eigen::RowVector4d here(1, 0, 0, 0);
        for (std::size_t cycle = 1; cycle <= 20; ++cycle) {
            const double ratio = strategy == 1 && cycle <= 2 ? 0.509 : 1;
            Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
            for (const Transition& t : hand.model.transitions) {
                const auto from = static_cast<Eigen::Index>(t.from), to = static_cast<Eigen::Index>(t.to);
                const double p = ratio * std::get<double>(t.hazard.coefficients.front());
                matrix(from, to) += p;
                matrix(from, from) -= p;
            }
            here *= matrix;
            double dead = 0;
            for (const std::size_t death : {2, 4, 5})
                dead += solved.taken(death, static_cast<double>(cycle), {}, strategy);
            ASSERT_NEAR(dead, here(3), 1e-10) << "cycle " << cycle;
        }
    }
}

// Deaths come first; of the survivors some move on. Written as a product, the same chain.
TEST(CycleChain, LaterTurnsAreAmongThoseWhomEarlierOnesLeft) {
    HandModel hand = in_cycles(3, 10);
    probability(hand, 0, 1, 0.3).order_in_cycle = 2;
    probability(hand, 0, 2, 0.1);
    const Solved solved(hand);
    EXPECT_NEAR(solved.taken(1, 1), 0.1, 1e-12);
    EXPECT_NEAR(solved.taken(0, 1), 0.9 * 0.3, 1e-12);
    EXPECT_NEAR(solved.taken(0, 10), 0.27 * (1 - std::pow(0.63, 10)) / 0.37, 1e-10);
}

// States 1 and 2 share a clock: death with probability 0.1 in the first two cycles since entry to either, 0.4 after.
// Entry: 0.25 a cycle from state 0, to which a tenth of those left in state 2 return each cycle.
TEST(CycleChain, AClockOfTwoStatesRunsOnAmongThem) {
    HandModel hand = in_cycles(4, 12);
    hand.model.entry_clocks = {{"since", {1, 2}}};
    probability(hand, 0, 1, 0.25);
    for (const std::size_t state : {1U, 2U})
        hand.add(state, 3, Clock::entry, HazardFamily::probabilities, {0.1, 0.4}, {0, 2});
    probability(hand, 1, 2, 0.5).order_in_cycle = 2;
    probability(hand, 2, 1, 0.3).order_in_cycle = 2;
    probability(hand, 2, 0, 0.1).order_in_cycle = 3;
    const Solved solved(hand);

    // [state][cycles since entry], in plain words: death by the second, then the moves of who is left.
    double outside = 1, dead = 0;
    double here[2][13] = {};
    for (int cycle = 0; cycle < 12; ++cycle) {
        double after[2][13] = {}, returning = 0;
        for (int since = 0; since < 12; ++since) {
            const double p = since < 2 ? 0.1 : 0.4;
            dead += p * (here[0][since] + here[1][since]);
            const double mild = (1 - p) * here[0][since], severe = (1 - p) * here[1][since];
            after[0][since + 1] = 0.5 * mild + 0.3 * severe;
            after[1][since + 1] = 0.5 * mild + 0.7 * 0.9 * severe;
            returning += 0.7 * 0.1 * severe;
        }
        after[0][0] = 0.25 * outside;
        outside = 0.75 * outside + returning;
        std::copy(&after[0][0], &after[0][0] + 2 * 13, &here[0][0]);
        const double years = cycle + 1;
        EXPECT_NEAR(solved.occupancy(3, years), dead, 1e-10) << years;
        EXPECT_NEAR(solved.occupancy(0, years), outside, 1e-10) << years;
    }
    EXPECT_GT(dead, 0.5);
}

// Relapse within three years of a remission, none later; remissions in between: tunnel states against a sum over paths.
TEST(CycleChain, TimeInTheStateCounts) {
    HandModel hand = in_cycles(2, 12);
    hand.add(0, 1, Clock::sojourn, HazardFamily::probabilities, {0.5, 0.2, 0}, {0, 1, 3});
    probability(hand, 1, 0, 1.0);  // back after a year, certainly
    const Solved solved(hand);
    const double relapse[]{0.5, 0.2, 0.2};
    // Entries into remission by cycle; at start everyone.
    std::vector<double> entries(13, 0);
    entries[0] = 1;
    double taken = 0;
    for (std::size_t from = 0; from <= 12; ++from) {
        double here = entries[from];
        for (std::size_t years = 0; years < 3; ++years) {
            const double leaving = here * relapse[years];
            const std::size_t when = from + years + 1;
            if (when <= 12) taken += leaving;
            if (when + 1 <= 12) entries[when + 1] += leaving;
            here -= leaving;
        }
    }
    EXPECT_NEAR(solved.taken(0, 12), taken, 1e-9);
}

// Ages in whole years since the start of the band: two of them, each half.
TEST(CycleChain, AgesAreReadAtTheStartOfACycle) {
    HandModel hand = in_cycles(2, 1);
    hand.ages({{50, 52, {}}});
    hand.add(0, 1, Clock::age, HazardFamily::probabilities, {0, 0.1, 0.4}, {0, 50, 51});
    EXPECT_NEAR(Solved(hand).taken(0, 1), 0.25, 1e-12);
}

}  // namespace
}  // namespace ibtr
