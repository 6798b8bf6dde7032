// Law: a ratio that changes with time multiplies the hazard of each piece of time; the hazard in force is that of the
// one condition that holds, else the transition's own. Tolerance: rounding of long double, 1e-15 of the value.

#include <gtest/gtest.h>

#include <cmath>

#include "ibtr/hazard.hpp"

namespace ibtr {
namespace {

HazardSpec spec(HazardFamily family, std::vector<Input> coefficients, std::vector<double> knots = {}) {
    return {family, std::move(coefficients), std::move(knots), 0};
}

/// Strategies 0 and 1, one factor of two levels.
Transition weibull_with_changes() {
    Transition transition;
    transition.hazard = spec(HazardFamily::weibull, {1.5, 8.0});
    transition.hazard_ratios = {
        {1, {}, {}, 0.5, "", {{2, 0.8}, {5, 1.0}}}, {{}, 0, 1, 3.0, "", {{4, 2.0}}}, {{}, {}, {}, 1.25, ""}};
    transition.hazard_where = {{0, 0, 1, spec(HazardFamily::exponential, {0.1}), ""}};
    return transition;
}

double at(const Transition& transition, std::size_t strategy, std::size_t level, double years) {
    const HazardForm form = hazard_form(transition, StrategyIndex(strategy), {level});
    return static_cast<double>(
        make_cumulative_hazard(transition, form, Model{}, Parameters({}))->at(static_cast<long double>(years)));
}

double weibull(double years) {
    return std::pow(years / 8, 1.5);
}

TEST(HazardForm, ConstantRatiosAreNoPartOfIt) {
    const Transition transition = weibull_with_changes();
    EXPECT_NEAR(at(transition, 0, 0, 7), weibull(7), 1e-15);
    EXPECT_DOUBLE_EQ(hazard_multiplier(transition, Parameters({}), StrategyIndex(1), {1}), 1.25);
}

TEST(HazardForm, ChangingRatiosMultiplyPieceByPiece) {
    const Transition transition = weibull_with_changes();
    EXPECT_NEAR(at(transition, 1, 0, 1.5), 0.5 * weibull(1.5), 1e-15);
    EXPECT_NEAR(at(transition, 1, 0, 7), 0.5 * weibull(2) + 0.8 * (weibull(5) - weibull(2)) + weibull(7) - weibull(5),
                1e-15);
    // With the level's own change in between: 0.5 x 3 to 2, 0.8 x 3 to 4, 0.8 x 2 to 5, 2 from there.
    EXPECT_NEAR(at(transition, 1, 1, 6),
                1.5 * weibull(2) + 2.4 * (weibull(4) - weibull(2)) + 1.6 * (weibull(5) - weibull(4)) +
                    2 * (weibull(6) - weibull(5)),
                1e-15);
}

TEST(HazardForm, AnotherHazardWhereItsConditionHolds) {
    const Transition transition = weibull_with_changes();
    EXPECT_NEAR(at(transition, 0, 1, 6), 0.1 * (3 * 4 + 2 * 2), 1e-15);
    EXPECT_EQ(hazard_form(transition, StrategyIndex(0), {1}).place, 1U);
    EXPECT_EQ(hazard_form(transition, StrategyIndex(1), {1}).place, 0U);
}

// Straight between all breaks, of the hazard and of the ratio: tables are then exact.
TEST(HazardForm, StepsOfStepsAreSteps) {
    Transition transition;
    transition.hazard = spec(HazardFamily::piecewise_constant, {0.1, 0.2}, {0, 3});
    transition.hazard_ratios = {{{}, {}, {}, 2.0, "", {{1, 0.0}, {4, 1.0}}}};
    const HazardForm form = hazard_form(transition, {}, {});
    const auto hazard = make_cumulative_hazard(transition, form, Model{}, Parameters({}));
    EXPECT_TRUE(hazard->piecewise_linear());
    EXPECT_EQ(hazard->breaks_years(), (std::vector<double>{1, 3, 4}));
    EXPECT_NEAR(static_cast<double>(hazard->at(6)), 0.2 + 0.4, 1e-15);
}

}  // namespace
}  // namespace ibtr
