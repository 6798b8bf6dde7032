// Draws of any program: their tables, the plane, and what information is worth, against closed forms.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>
#include <string>

#include "decision/decision_files.hpp"
#include "ibtr/error.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;

std::string refusal_of(const std::string& effects, const std::string& costs) {
    try {
        decision::own_draws(parse_csv(effects, "e.csv"), parse_csv(costs, "c.csv"));
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

TEST(OwnDraws, AreTakenInBceasFormat) {
    const auto draws = decision::own_draws(parse_csv("\"old\",\"new\"\n1,2\n3,4\n", "e.csv"),
                                           parse_csv("old,new\n10,20\n30,40\n", "c.csv"));
    EXPECT_EQ(draws.strategies, (std::vector<std::string>{"old", "new"}));
    EXPECT_EQ(draws.draws.draws(), 2U);
    EXPECT_EQ(draws.draws.effects[draws.draws.at(1, StrategyIndex(0))], 3);
    EXPECT_EQ(decision::find_strategy(draws, "new"), 1U);
    EXPECT_THROW((void)decision::find_strategy(draws, "other"), UsageError);
}

TEST(OwnDraws, ThatDoNotFitTogetherAreRefused) {
    EXPECT_THAT(refusal_of("a,b\n1,2\n1,2\n", "a,c\n1,2\n1,2\n"), HasSubstr("same columns in the same order"));
    EXPECT_THAT(refusal_of("a,b\n1,2\n1,2\n", "a,b\n1,2\n"), HasSubstr("one a draw"));
    EXPECT_THAT(refusal_of("a,b\n1,2\n1,NA\n", "a,b\n1,2\n1,2\n"), HasSubstr("e.csv:3: column b: 'NA' is no number"));
    EXPECT_THAT(refusal_of("a\n1\n1\n", "a\n1\n1\n"), HasSubstr("two or more columns"));
    EXPECT_THAT(refusal_of("a,b\n1,2\n", "a,b\n1,2\n"), HasSubstr("two or more are needed"));
}

// Both limits solve (cost - R effect)^2 = z^2 Var(cost - R effect); without covariance and spread of effects they are
// (cost -+ z sd) / effect.
TEST(Fieller, LimitsSolveTheEquation) {
    const decision::IncrementMoments moments{500, 0.4, 90000, 0.01, 12};
    const Interval set = decision::fieller(moments, z_975);
    for (const double ratio : {set.low, set.high}) {
        const double left = moments.cost - ratio * moments.effect;
        const double variance =
            moments.cost_variance - 2 * ratio * moments.covariance + ratio * ratio * moments.effect_variance;
        EXPECT_NEAR(left * left, z_975 * z_975 * variance, 1e-6);
    }
    EXPECT_LT(set.low, 500 / 0.4);
    EXPECT_GT(set.high, 500 / 0.4);
    const Interval known = decision::fieller({500, 0.5, 100, 0, 0}, 2);
    EXPECT_NEAR(known.low, (500 - 20) / 0.5, 1e-9);
    EXPECT_NEAR(known.high, (500 + 20) / 0.5, 1e-9);
}

// An effect within z standard deviations of 0: the set is not an interval.
TEST(Fieller, NoIntervalWhereTheEffectMayBeNone) {
    EXPECT_TRUE(std::isnan(decision::fieller({500, 0.19, 90000, 0.01, 0}, z_975).low));
    EXPECT_FALSE(std::isnan(decision::fieller({500, 0.2, 90000, 0.01, 0}, z_975).low));
}

// Four draws, one a quadrant; one on an axis counts by halves.
TEST(Plane, SharesOfQuadrants) {
    const auto draws = decision::own_draws(parse_csv("o,n\n0,1\n0,1\n0,-1\n0,0\n", "e.csv"),
                                           parse_csv("o,n\n0,5\n0,-5\n0,5\n0,-5\n", "c.csv"));
    const decision::PlanePoint point = decision::plane(draws.draws, StrategyIndex(0))[1];
    EXPECT_DOUBLE_EQ(point.dearer_better, 0.25);
    EXPECT_DOUBLE_EQ(point.dearer_worse, 0.25);
    EXPECT_DOUBLE_EQ(point.cheaper_better, 0.375);
    EXPECT_DOUBLE_EQ(point.cheaper_worse, 0.125);
}

TEST(Plane, TheReferenceIsAtTheOrigin) {
    const auto draws =
        decision::own_draws(parse_csv("o,n\n3,1\n4,1\n", "e.csv"), parse_csv("o,n\n7,5\n9,2\n", "c.csv"));
    const decision::PlanePoint point = decision::plane(draws.draws, StrategyIndex(0))[0];
    EXPECT_EQ(point.cost, 0);
    EXPECT_EQ(point.effect, 0);
    EXPECT_TRUE(std::isnan(point.icer));
}

// One that is cheaper and better in three draws of four.
TEST(Decision, SaysInWordsHowOftenTheChoiceIsBest) {
    const auto draws = decision::own_draws(parse_csv("old,new\n0,1\n0,1\n0,1\n0,-3\n", "e.csv"),
                                           parse_csv("old,new\n1,0\n1,0\n1,0\n1,0\n", "c.csv"));
    const auto results = decision::decide(draws, StrategyIndex(0), {1}, std::nullopt);
    EXPECT_THAT(decision::decision_table(results), testing::HasSubstr("      75 %  "));
}

// Whatever the unit of money: cost per effect of what costs more and gives more, or less of both; none otherwise.
TEST(Plane, RatioOfMeansWhereThereIsATrade) {
    const auto icer = [](const std::string& effects, const std::string& costs) {
        const auto draws =
            decision::own_draws(parse_csv("o,n\n" + effects, "e.csv"), parse_csv("o,n\n" + costs, "c.csv"));
        return decision::plane(draws.draws, StrategyIndex(0))[1].icer;
    };
    EXPECT_DOUBLE_EQ(icer("0,0.25\n0,0.75\n", "0,0.5\n0,1\n"), 1.5);
    EXPECT_DOUBLE_EQ(icer("0,-0.25\n0,-0.75\n", "0,-500\n0,-1000\n"), 1500);
    EXPECT_TRUE(std::isnan(icer("0,0.25\n0,0.75\n", "0,-0.5\n0,-1\n")));
    EXPECT_TRUE(std::isnan(icer("0,-0.25\n0,-0.75\n", "0,0.5\n0,1\n")));
}

// A net benefit with mean m and standard deviation s against 0: information is worth s phi(m/s) - |m| Phi(-|m|/s). With
// 200,000 draws its error is below 0.3 % (s / sqrt(n) over the value); five of them.
TEST(Decision, InformationIsWorthTheClosedForm) {
    std::mt19937_64 generator(5);
    std::normal_distribution<double> normal;
    decision::OwnDraws draws{{"old", "new"}, {}};
    draws.draws.strategies = 2;
    constexpr int count = 200000;
    for (int d = 0; d < count; ++d)
        for (const bool is_new : {false, true}) {
            draws.draws.effects.push_back(is_new ? 0.1 * normal(generator) : 0);
            draws.draws.costs.push_back(is_new ? 300 + 500 * normal(generator) : 0);
            draws.draws.effect_errors.push_back(0);
            draws.draws.cost_errors.push_back(0);
        }
    const decision::DecisionPopulation population{1000, 3, 0.04};
    EXPECT_NEAR(population.patients(), 1000 * (1 / 1.04 + 1 / (1.04 * 1.04) + 1 / (1.04 * 1.04 * 1.04)), 1e-9);
    const auto results = decision::decide(draws, StrategyIndex(0), {10000}, population);
    const double m = 300, s = std::hypot(1000, 500);
    const double density = std::exp(-m * m / (2 * s * s)) / std::sqrt(2 * std::acos(-1.0));
    const double value = s * density - m * 0.5 * std::erfc(m / s / std::sqrt(2.0));
    EXPECT_EQ(results.choice[0].best, 0U);
    EXPECT_NEAR(results.choice[0].evpi_uncorrected, value, 5 * s / std::sqrt(count));
    EXPECT_NEAR(results.choice[0].evpi, results.choice[0].evpi_uncorrected, 1e-6);
    EXPECT_THAT(decision::decision_table(results), HasSubstr("no bounded interval of the ICER"));
    EXPECT_THAT(decision::decision_json(results), HasSubstr("\"population_evpi\":"));
}

}  // namespace
}  // namespace ibtr::test
