#include "exact/integrator.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "exact/distinct_problems.hpp"
#include "exact/level.hpp"
#include "exact/step.hpp"
#include "hand_model.hpp"

namespace ibtr::exact {
namespace {

/// Probability of `edge` by the horizon with so many steps a bin, not extrapolated.
double raw(const HandModel& hand, std::size_t edge, std::size_t steps_per_bin) {
    const EventGraph graph = hand.graph();
    const ContinuousHazards hazards(hand.model, hand.parameters, hand.population);
    const ProblemList list = distinct_problems(hand.model, hand.population, graph, hazards, ExactMethod::integration);
    LevelMaker maker(hand.model, hazards, steps_per_bin);
    const Level level = maker.make(list.problems.front());
    StepInputs inputs;
    BinSums sums(list.problems.front().graph.exit_count * hand.model.bins());
    Integrator integrator;
    for (std::size_t age = 0; age < level.ages().weights.size(); ++age) {
        level.set_inputs(age, inputs);
        integrator.run(list.problems.front().graph, inputs, level.ages().weights[age], sums);
    }
    double sum = 0;
    for (std::size_t bin = 0; bin < hand.model.bins(); ++bin) sum += sums.probability[edge * hand.model.bins() + bin];
    return sum;
}

// Errors of a second-order scheme with an even expansion: halving the step divides the raw error by 4 and the
// error of the extrapolated value by 16.
void expect_orders(const HandModel& hand, std::size_t edge, double truth) {
    const double one = raw(hand, edge, 1), two = raw(hand, edge, 2), four = raw(hand, edge, 4);
    EXPECT_NEAR((one - truth) / (two - truth), 4, 0.2);
    EXPECT_NEAR((two - truth) / (four - truth), 4, 0.05);
    EXPECT_NEAR((two + (two - one) / 3 - truth) / (four + (four - two) / 3 - truth), 16, 2);
}

TEST(Integrator, OrderOnAChain) {
    HandModel hand(4, 2);
    hand.exponential(0, 1, Clock::time, 1.1);
    hand.exponential(1, 2, Clock::sojourn, 1.7);
    hand.exponential(1, 3, Clock::time, 0.9);
    // P = a b / (c - a) [(1 - e^{-at}) / a - (1 - e^{-ct}) / c], c = 2.6.
    const double a = 1.1, b = 1.7, c = 2.6;
    expect_orders(hand, 1, a * b / (c - a) * (-std::expm1(-2 * a) / a + std::expm1(-2 * c) / c));
}

TEST(Integrator, OrderOnACycle) {
    HandModel hand(2, 2);
    hand.exponential(0, 1, Clock::sojourn, 1.5);
    hand.exponential(1, 0, Clock::sojourn, 2.5);
    expect_orders(hand, 0, 1.5 * (2.5 * 2 + 1.5 * -std::expm1(-8.0) / 4) / 4);
}

TEST(StepFunctions, MeanSurvivalAndItsInverse) {
    for (double z = 1e-8; z < 1e4; z *= 3) {
        const auto exact = static_cast<double>(-std::expm1(-static_cast<long double>(z)) / static_cast<long double>(z));
        EXPECT_NEAR(mean_survival(z) / exact, 1, 1e-14) << z;
        EXPECT_NEAR(mean_survival(z, std::exp(-z)) / exact, 1, 1e-13) << z;
        const double lost = 1 - exact;
        if (lost > 1e-6) {
            EXPECT_NEAR(hazard_that_loses(lost) / z, 1, 1e-9) << z;
        }
    }
    EXPECT_EQ(hazard_that_loses(0), 0);
}

// Both positions by the midpoint rule on their definitions, 2e5 points (error below 1e-8 for these z).
TEST(StepFunctions, ExitPositions) {
    for (const double z : {1e-3, 0.049, 0.051, 0.099, 0.101, 1.0, 10.0}) {
        double start_mass = 0, start_moment = 0, uniform_mass = 0, uniform_moment = 0;
        constexpr int points = 200000;
        for (int i = 0; i < points; ++i) {
            const double t = (i + 0.5) / points;
            start_mass += std::exp(-z * t);
            start_moment += t * std::exp(-z * t);
            uniform_mass += -std::expm1(-z * t);
            uniform_moment += t * -std::expm1(-z * t);
        }
        EXPECT_NEAR(exit_position_from_start(z), start_moment / start_mass, 1e-7) << z;
        EXPECT_NEAR(exit_position_from_uniform(z), uniform_moment / uniform_mass, 1e-7) << z;
    }
}

}  // namespace
}  // namespace ibtr::exact
