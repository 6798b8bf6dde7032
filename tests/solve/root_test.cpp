#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "solve/solve_parameter.hpp"

namespace ibtr::test {
namespace {

Parameter parameter(const char* unit, std::optional<double> null_value = std::nullopt) {
    Parameter result;
    result.unit = unit;
    result.null_value = null_value;
    return result;
}

// exp(-x/3) over [0.05, 20] on the logarithmic scale: the root of y is -3 ln y, to a millionth.
TEST(SolveFor, FindsTheRootOfAMonotoneFunction) {
    const auto solution = solve_for([](double x) { return std::exp(-x / 3); }, {0.05, 20, true},
                                    {{"value", 0.5}, {"ci_low", 0.4}, {"ci_high", 0.6}});
    ASSERT_EQ(solution.roots.size(), 3U);
    for (const Root& root : solution.roots) {
        ASSERT_EQ(root.at.size(), 1U) << root.wanted.what;
        EXPECT_NEAR(root.at.front(), -3 * std::log(root.wanted.number), 3e-6 * root.at.front());
    }
    EXPECT_EQ(solution.curve.front().first, 0.05);
    EXPECT_EQ(solution.curve.back().first, 20);
}

TEST(SolveFor, SaysHowCloseItComesWhereThereIsNoRoot) {
    const auto solution = solve_for([](double x) { return 1 + x * x; }, {0, 1, false}, {{"value", 3}, {"value", 0.5}});
    EXPECT_TRUE(solution.roots[0].at.empty());
    EXPECT_EQ(solution.roots[0].closest, 1);
    EXPECT_EQ(solution.roots[0].closest_number, 2);
    EXPECT_TRUE(solution.roots[1].at.empty());
    EXPECT_EQ(solution.roots[1].closest, 0);
}

TEST(SolveFor, FindsEveryRootThatTheScanTellsApart) {
    const auto solution = solve_for([](double x) { return (x - 0.3) * (x - 0.7); }, {0, 1, false}, {{"value", 0}});
    ASSERT_EQ(solution.roots[0].at.size(), 2U);
    EXPECT_NEAR(solution.roots[0].at[0], 0.3, 1e-6);
    EXPECT_NEAR(solution.roots[0].at[1], 0.7, 1e-6);
}

// exp(-5 h) with h = 0.02 + (x - 0.53)^2 has its maximum exp(-0.1) = 0.9048 at 0.53; 0.904 is met on both sides, at
// (x - 0.53)^2 = -ln(0.904) / 5 - 0.02, between the same two points of the scan. 0.905 is met nowhere: the maximum is
// what comes closest, to the square of the hundred-thousandth to which its place is known.
TEST(SolveFor, FindsRootsBesideATurnBetweenPoints) {
    const auto survival = [](double x) { return std::exp(-5 * (0.02 + (x - 0.53) * (x - 0.53))); };
    const auto solution = solve_for(survival, {0, 1, false}, {{"value", 0.904}, {"value", 0.905}});
    const double beside = std::sqrt(-std::log(0.904) / 5 - 0.02);
    ASSERT_EQ(solution.roots[0].at.size(), 2U);
    EXPECT_NEAR(solution.roots[0].at[0], 0.53 - beside, 1e-6);
    EXPECT_NEAR(solution.roots[0].at[1], 0.53 + beside, 1e-6);
    EXPECT_TRUE(solution.roots[1].at.empty());
    EXPECT_NEAR(solution.roots[1].closest, 0.53, 1e-3);
    EXPECT_NEAR(solution.roots[1].closest_number, std::exp(-0.1), 1e-8);
    // The same beside an end of the range.
    const auto at_end = solve_for(survival, {0.51, 1, false}, {{"value", 0.904}});
    ASSERT_EQ(at_end.roots[0].at.size(), 2U);
    EXPECT_NEAR(at_end.roots[0].at[0], 0.53 - beside, 1e-6);
}

TEST(SolveFor, ARootOnAPointOfTheScanIsFoundOnce) {
    const auto solution = solve_for([](double x) { return x; }, {0, 12, false}, {{"value", 6}});
    EXPECT_EQ(solution.roots[0].at, (std::vector<double>{6}));
}

TEST(SolveFor, PassesOverValuesWhereTheModelIsUndefined) {
    const auto solution = solve_for([](double x) { return x < 0.2 ? std::numeric_limits<double>::quiet_NaN() : x; },
                                    {0, 1, false}, {{"value", 0.5}});
    ASSERT_EQ(solution.roots[0].at.size(), 1U);
    EXPECT_NEAR(solution.roots[0].at[0], 0.5, 1e-6);
}

TEST(DefaultRange, IsWhatAParameterMayBe) {
    EXPECT_EQ(default_range(parameter("probability", 0), 0).high, 1);
    const ParameterRange mechanism = default_range(parameter("none", 0), 0.8);  // also where it is switched on
    EXPECT_EQ(mechanism.low, 0);
    EXPECT_EQ(mechanism.high, 1);
    EXPECT_FALSE(mechanism.logarithmic);
    const ParameterRange ratio = default_range(parameter("ratio", 1), 1.5);
    EXPECT_DOUBLE_EQ(ratio.low, 0.05);
    EXPECT_DOUBLE_EQ(ratio.high, 20);
    EXPECT_TRUE(ratio.logarithmic);
    EXPECT_DOUBLE_EQ(default_range(parameter("per_year"), 0.04).high, 0.8);
}

Root root_at(std::vector<double> at, double closest_number) {
    return {{"value", 1}, std::move(at), 0, closest_number};
}

TEST(RootDistribution, CountsDrawsWithoutARootBySide) {
    const RootDistribution distribution{
        {root_at({4}, 1), root_at({}, 0.9), root_at({1, 7}, 1), root_at({}, 1.2), root_at({}, 0.5)}};
    EXPECT_DOUBLE_EQ(distribution.share_without(), 0.6);
    EXPECT_DOUBLE_EQ(distribution.share_too_low(), 0.4);
    EXPECT_DOUBLE_EQ(distribution.share_too_high(), 0.2);
    EXPECT_DOUBLE_EQ(distribution.standard_error_of_share(), std::sqrt(0.24 / 5));
    EXPECT_EQ(distribution.roots(), (std::vector<double>{1, 4}));
    EXPECT_DOUBLE_EQ(distribution.quantile(0.5), 2.5);
    EXPECT_TRUE(std::isnan(RootDistribution{{root_at({}, 0)}}.quantile(0.5)));
}

}  // namespace
}  // namespace ibtr::test
