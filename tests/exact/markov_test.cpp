#include <gtest/gtest.h>

#include <cmath>

#include "hand_model.hpp"

namespace ibtr {
namespace {

/// The benchmark model: recurrence-free, local recurrence, distant metastasis, dead of breast cancer, dead of
/// other causes; strategies A and B.
HandModel bench_model() {
    HandModel hand(5);
    hand.model.strategies = {{"A", "", {}}, {"B", "", {}}};
    hand.exponential(0, 1, Clock::time, 0.034).hazard_ratios = {{1, {}, {}, 0.5, ""}};
    hand.exponential(0, 2, Clock::time, 0.020).hazard_ratios = {{1, {}, {}, 1.5, ""}};
    hand.exponential(0, 4, Clock::time, 0.010);
    hand.exponential(1, 2, Clock::sojourn, 0.08);
    hand.exponential(1, 4, Clock::time, 0.010);
    hand.exponential(2, 3, Clock::sojourn, 0.32);
    hand.exponential(2, 4, Clock::time, 0.010);
    return hand;
}

struct Row {
    std::size_t strategy;
    double years, s0, s1, s2, s3, s4, rmst;
};
// State probabilities exp(Qt) and restricted mean survival, by matrix exponential in double precision outside
// this project, 8 decimals: rounding allows 5e-9.
constexpr Row bench_table[] = {
    {0, 1, 0.93800500, 0.03148114, 0.01763170, 0.00294198, 0.00994018, 0.99401782},
    {0, 2, 0.87985338, 0.05830107, 0.03126082, 0.01085841, 0.01972633, 1.97263266},
    {0, 3, 0.82530687, 0.08098195, 0.04177717, 0.02261765, 0.02931636, 2.93163562},
    {0, 5, 0.72614904, 0.11575808, 0.05598775, 0.05431574, 0.04778938, 4.77893848},
    {0, 10, 0.52729242, 0.15786823, 0.06860099, 0.15710626, 0.08913209, 8.91320927},
    {0, 15, 0.38289289, 0.16169959, 0.06614428, 0.26606586, 0.12319739, 12.31973855},
    {1, 1, 0.94459407, 0.01579603, 0.02538004, 0.00429437, 0.00993549, 0.99354873},
    {1, 2, 0.89225796, 0.02935732, 0.04324693, 0.01544457, 0.01969323, 1.96932300},
    {1, 3, 0.84282157, 0.04092471, 0.05564508, 0.03139105, 0.02921759, 2.92175850},
    {1, 5, 0.75201425, 0.05892617, 0.06955341, 0.07207699, 0.04742918, 4.74291755},
    {1, 10, 0.56552544, 0.08188631, 0.07441496, 0.19069127, 0.08748202, 8.74820231},
    {1, 15, 0.42528319, 0.08553727, 0.06578786, 0.30353757, 0.11985411, 11.98541149},
};

void expect_bench_table(const Solved& solved) {
    for (const Row& row : bench_table) {
        SCOPED_TRACE(testing::Message() << "strategy " << row.strategy << ", t = " << row.years);
        const auto taken = [&](std::size_t transition) {
            return solved.taken(transition, row.years, {}, SimulatedIndex(row.strategy));
        };
        EXPECT_NEAR(1 - taken(0) - taken(1) - taken(2), row.s0, 1e-8);
        EXPECT_NEAR(taken(0) - taken(3) - taken(4), row.s1, 1e-8);
        EXPECT_NEAR(taken(1) + taken(3) - taken(5) - taken(6), row.s2, 1e-8);
        EXPECT_NEAR(taken(5), row.s3, 1e-8);
        EXPECT_NEAR(taken(2) + taken(4) + taken(6), row.s4, 1e-8);
        if (row.strategy == 0) {
            double lost = 0;
            for (const std::size_t death : {2, 4, 5, 6}) lost += solved.years_since(death, row.years);
            EXPECT_NEAR(row.years - lost, row.rmst, 1e-8);
        }
    }
}

TEST(Markov, BenchTableByMatrixExponential) {
    const Solved solved(bench_model());
    expect_bench_table(solved);
    EXPECT_EQ(solved.step_error(), 0);
}

TEST(Markov, BenchTableByIntegration) {
    const Solved solved(bench_model(), integrated);
    expect_bench_table(solved);
    EXPECT_GT(solved.step_error(), 0);
    EXPECT_LT(solved.step_error(), 1e-9);
}

TEST(Markov, BothRoutesAgreeOnProbabilitiesAndOffsets) {
    const ExpectedTallies exponential = Solved(bench_model()).tallies();
    const ExpectedTallies steps = Solved(bench_model(), integrated).tallies();
    EXPECT_LT(largest_difference(exponential, steps), 1e-11);
    for (std::size_t i = 0; i < steps.offset_bins.size(); ++i)
        EXPECT_NEAR(steps.offset_bins[i], exponential.offset_bins[i], 1e-11) << i;
}

// P(exit k by t) = lambda_k / Lambda (1 - exp(-Lambda t)), on whichever clock.
TEST(Markov, CompetingExponentialsShareByRate) {
    HandModel hand(5);
    hand.exponential(0, 1, Clock::time, 0.05);
    hand.exponential(0, 2, Clock::sojourn, 0.02);
    hand.exponential(0, 3, Clock::age, 0.03);
    hand.exponential(0, 4, Clock::sojourn, 0.01);
    hand.ages({{50, 60, {}}});
    const double rates[] = {0.05, 0.02, 0.03, 0.01};
    for (const ExactOptions& options : {ExactOptions{.budget_seconds = 0}, integrated}) {
        const Solved solved(hand, options);
        for (std::size_t k = 0; k < 4; ++k)
            EXPECT_NEAR(solved.taken(k, 12), rates[k] / 0.11 * -std::expm1(-0.11 * 12), 1e-12) << k;
    }
}

// Well and ill for ever: P(ill at t) = a / (a + b) (1 - exp(-(a + b) t)); expected onsets by t are a times the
// integral of 1 - P(ill).
TEST(Markov, CyclicTwoStates) {
    const double a = 0.8, b = 2;
    HandModel hand(2, 10);
    hand.exponential(0, 1, Clock::sojourn, a);
    hand.exponential(1, 0, Clock::time, b);
    const auto ill = [=](double t) { return a / (a + b) * -std::expm1(-(a + b) * t); };
    const auto onsets = [=](double t) { return a * (b * t + a * -std::expm1(-(a + b) * t) / (a + b)) / (a + b); };
    const Solved exponential(hand), steps(hand, integrated);
    for (const double t : {0.25, 1.0, 4.0, 10.0}) {
        EXPECT_NEAR(exponential.occupancy(1, t), ill(t), 1e-12);
        EXPECT_NEAR(exponential.taken(0, t), onsets(t), 1e-12);
        EXPECT_NEAR(steps.occupancy(1, t), ill(t), 1e-8);
        EXPECT_NEAR(steps.taken(0, t), onsets(t), 1e-8);
    }
}

TEST(Markov, GraphsOfManyNodesAreIntegrated) {
    const std::size_t states = 80;  // above the largest matrix: a chain at 1 per year
    HandModel hand(states, 5);
    for (std::size_t s = 0; s + 1 < states; ++s) hand.exponential(s, s + 1, Clock::sojourn, 1);
    const Solved solved(hand);
    EXPECT_GT(solved.step_error(), 0);
    double poisson = std::exp(-5.0);  // P(N = s) at t = 5
    for (std::size_t s = 0; s < 8; ++s) {
        EXPECT_NEAR(solved.occupancy(s, 5), poisson, 1e-8) << s;
        poisson *= 5 / static_cast<double>(s + 1);
    }
}

}  // namespace
}  // namespace ibtr
