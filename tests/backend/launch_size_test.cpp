#include "backend/launch_size.hpp"

#include <gtest/gtest.h>

namespace ibtr {
namespace {

using std::chrono::duration;

// Law: items that keep taking what they took make a launch of 0.2 s.
TEST(LaunchSize, AimsAtAFifthOfASecond) {
    EXPECT_EQ(next_launch(100, duration<double>(0.1), 2), 200U);
    EXPECT_EQ(next_launch(100, duration<double>(0.4), 2), 50U);
}

TEST(LaunchSize, KeepsEveryThreadBusyHoweverSlowTheItems) {
    EXPECT_EQ(next_launch(64, duration<double>(3600), 5), 5U);
}

TEST(LaunchSize, GrowsNoMoreThanSixtyFourfold) {
    EXPECT_EQ(next_launch(2, duration<double>(0), 2), 128U);
}

}  // namespace
}  // namespace ibtr
