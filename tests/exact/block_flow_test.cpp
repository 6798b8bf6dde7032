// Law: under constant hazards people move as p(s) = exp(G s) p, which for a chain of two nodes is
// p_1 = exp(-a s), p_2 = a / (b - a) (exp(-a s) - exp(-b s)); whoever is not there any more has taken a way. 1e-14 of
// series and 1e-10 of doublings, of which each doubles the rounding before it.

#include "exact/block_flow.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ibtr::exact {
namespace {

BlockFlow chain() {
    BlockFlow flow;
    flow.reset(2, {{0, 1}, {1, std::nullopt}});
    return flow;
}

TEST(BlockFlow, ChainOfTwoNodes) {
    for (const double a : {1e-6, 0.01, 0.7, 5.0, 15.0, 40.0, 3e4}) {
        for (const double b : {0.0, 0.02, 1.1, 14.0, 60.0, 1e5}) {
            BlockFlow flow = chain();
            std::vector<double> people{1, 0};
            flow.advance({a, b}, people.data());
            const double tolerance = std::max(a, b) > 16 ? 1e-10 : 1e-14;
            const double first = std::exp(-a);
            const double second = a / (b - a) * (std::exp(-a) - std::exp(-b));
            EXPECT_NEAR(people[0], first, tolerance) << a << ' ' << b;
            EXPECT_NEAR(people[1], second, 10 * tolerance) << a << ' ' << b;
            EXPECT_NEAR(flow.taken(0), 1 - first, tolerance) << a << ' ' << b;
            EXPECT_NEAR(flow.taken(1), 1 - first - second, 10 * tolerance) << a << ' ' << b;
            // The integral of s a exp(-a s); the difference here loses 1 / a digits.
            const double moment = a < 1e-3 ? a / 2 - a * a / 3 : (1 - first * (1 + a)) / a;
            EXPECT_NEAR(flow.moment(0), moment, tolerance + 4e-16 / a);
        }
    }
}

TEST(BlockFlow, NobodyIsLostOnACycleHoweverFast) {
    for (const double rate : {0.1, 10.0, 1e3, 3e5}) {
        BlockFlow flow;
        flow.reset(3, {{0, 1}, {1, 0}, {1, 2}, {2, std::nullopt}});
        std::vector<double> people{0.5, 0.25, 0.125};
        flow.advance({rate, 2 * rate, 0.3, 0.2}, people.data());
        EXPECT_NEAR(people[0] + people[1] + people[2] + flow.taken(3), 0.875, 1e-9) << rate;
        EXPECT_NEAR(0.125 + flow.taken(2) - flow.taken(3), people[2], 1e-9) << rate;
        if (rate >= 1e3) {
            EXPECT_NEAR(people[0] / people[1], 2, 1e-2);
        }
    }
    BlockFlow flow = chain();  // of a hazard beyond every survival
    std::vector<double> people{1, 0};
    flow.advance({1e15, 0.5}, people.data());
    EXPECT_NEAR(people[1], std::exp(-0.5), 1e-6);
    EXPECT_NEAR(people[1] + flow.taken(1), 1, 1e-9);
}

TEST(BlockFlow, WhereNobodyIsHazardsDoNotMatter) {
    BlockFlow flow = chain();
    std::vector<double> people{0, 1};
    flow.advance({1e15, 0.5}, people.data());
    EXPECT_EQ(people[0], 0);
    EXPECT_NEAR(people[1], std::exp(-0.5), 1e-15);
    EXPECT_EQ(flow.taken(0), 0);
}

}  // namespace
}  // namespace ibtr::exact
