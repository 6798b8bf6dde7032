#include "explore/standard_scores.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ibtr::explore {
namespace {

// Exact but for rounding: a few operations on numbers about 1.
constexpr double rounding = 1e-14;

TEST(StandardScores, HaveMeanNoughtAndDeviationOne) {
    const StandardScores scores({2, 4, 4, 4, 5, 5, 7, 9}, false);  // mean 5, deviation 2
    EXPECT_FALSE(scores.is_logarithmic());
    EXPECT_TRUE(scores.spread());
    EXPECT_NEAR(scores.scores().front(), -1.5, rounding);
    EXPECT_NEAR(scores.scores().back(), 2, rounding);
    EXPECT_NEAR(scores.of(5), 0, rounding);
    EXPECT_NEAR(scores.of(-1), -3, rounding);
}

// Half and double are equally far; what has no logarithm keeps the plain scale.
TEST(StandardScores, GoByRatiosWhereAllAreAboveNought) {
    const StandardScores ratios({0.5, 1, 2}, true);
    EXPECT_TRUE(ratios.is_logarithmic());
    EXPECT_NEAR(ratios.of(0.25), -ratios.of(4), rounding);
    EXPECT_NEAR(ratios.of(2), std::sqrt(1.5), rounding);  // logarithms -1, 0, 1 times ln 2
    EXPECT_FALSE(StandardScores({0, 1, 2}, true).is_logarithmic());
}

TEST(StandardScores, OfEqualNumbersHaveNoSpread) {
    EXPECT_FALSE(StandardScores({3, 3, 3}, true).spread());
}

}  // namespace
}  // namespace ibtr::explore
