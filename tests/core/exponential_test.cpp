#include "ibtr/core/exponential.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "core/exponential_reference.hpp"
#include "engine/vector_lane.hpp"
#include "ibtr/core/lane.hpp"

namespace ibtr::core {
namespace {

TEST(Exponential, IsAccurateAtBothEndsAndAroundTheSplit) {
    for (std::uint32_t k = 0; k < 100000; ++k) {
        EXPECT_LT(relative_error(k), tolerance) << k;
        EXPECT_LT(relative_error(0xffffffffU - k), tolerance) << 0xffffffffU - k;
        EXPECT_LT(relative_error(0x80000000U - 50000 + k), tolerance) << 0x80000000U - 50000 + k;
        EXPECT_LT(relative_error(k * 42949U), tolerance) << k * 42949U;
    }
}

TEST(Exponential, IsStrictlyPositiveAndFiniteAtTheEnds) {
    EXPECT_GT(exponential<Lane>(0xffffffffU), 0.0F);
    EXPECT_NEAR(exponential<Lane>(0xffffffffU), 0x1p-33, 0x1p-33 * 1e-6);
    EXPECT_NEAR(exponential<Lane>(0U), 33 * std::log(2.0), 1e-5);
}

TEST(Exponential, HasTheMeanOfAUnitExponential) {
    // Midpoints of 2^20 equal cells of u: the mean differs from 1 by the midpoint rule's error, below 1e-6.
    double sum = 0;
    for (std::uint32_t k = 0; k < (1U << 20); ++k) sum += static_cast<double>(exponential<Lane>((k << 12) + 2048));
    EXPECT_NEAR(sum / (1U << 20), 1.0, 2e-6);
}

template <class L>
class ExponentialVector : public testing::Test {};
using Widths = testing::Types<VectorLane<4>, VectorLane<8>, VectorLane<16>>;
TYPED_TEST_SUITE(ExponentialVector, Widths);

TYPED_TEST(ExponentialVector, EveryLaneHasTheBitsOfOneLane) {
    using L = TypeParam;
    for (std::uint64_t start = 0; start < (std::uint64_t{1} << 32); start += 65521) {
        const auto words = L::word(static_cast<std::uint32_t>(start)) + L::as_word(L::iota());
        const auto values = exponential<L>(words);
        for (int l = 0; l < L::width; ++l)
            ASSERT_EQ(Lane::bits(values[l]), Lane::bits(exponential<Lane>(words[l]))) << words[l];
    }
}

}  // namespace
}  // namespace ibtr::core
