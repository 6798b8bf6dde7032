#include "base/roots.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ibtr::test {
namespace {

constexpr RootTolerance fine{.bits = 50, .most_steps = 100};

// Law: the root of cos in [1, 2] is pi / 2, to 2^-49 of its size; rising and falling functions alike.
TEST(Roots, AreFoundToTheirTolerance) {
    const auto falling = find_root([](double x) { return std::cos(x); }, 1.0, 2.0, fine);
    const auto rising = find_root([](double x) { return -std::cos(x); }, 1.0, 2.0, fine);
    ASSERT_TRUE(falling && rising);
    EXPECT_NEAR(*falling, std::numbers::pi / 2, std::ldexp(2, -49));
    EXPECT_NEAR(*rising, std::numbers::pi / 2, std::ldexp(2, -49));
    const auto extended =
        find_root([](long double x) { return x * x - 2; }, 1.0L, 2.0L, {.bits = 60, .most_steps = 100});
    ASSERT_TRUE(extended);
    EXPECT_LT(std::abs(*extended - std::numbers::sqrt2_v<long double>), std::ldexp(2.0L, -59));
}

TEST(Roots, AtAnEndAreTheEnd) {
    EXPECT_EQ(find_root([](double x) { return x - 1; }, 1.0, 2.0, fine), 1);
    EXPECT_EQ(find_root([](double x) { return x - 2; }, 1.0, 2.0, fine), 2);
}

TEST(Roots, AreNotSoughtWithoutAChangeOfSign) {
    EXPECT_FALSE(find_root([](double x) { return x + 1; }, 1.0, 2.0, fine));
    EXPECT_FALSE(find_root([](double) { return std::nan(""); }, 1.0, 2.0, fine));
    // Products of tiny values of one sign are no change of sign, and of two signs they are one.
    EXPECT_TRUE(find_root([](double x) { return (x - 1.5) * 1e-200; }, 1.0, 2.0, fine));
}

// Law: a coarse tolerance and few steps cost few evaluations, and the root still lies within the bracket.
TEST(Roots, StopWhereTheyMay) {
    int calls = 0;
    const auto cube = [&](double x) {
        ++calls;
        return x * x * x - 0.3;
    };
    const auto root = find_root<double>(cube, {0, -0.3}, {1, 0.7}, {.bits = 50, .most_steps = 3});
    ASSERT_TRUE(root);
    EXPECT_LE(calls, 4);
    EXPECT_TRUE(*root > 0 && *root < 1);
}

}  // namespace
}  // namespace ibtr::test
