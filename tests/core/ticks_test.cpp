#include "ibtr/core/ticks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/vector_lane.hpp"
#include "ibtr/core/lane.hpp"

namespace ibtr::core {
namespace {

/// Whole numbers and their neighbours among the float32 numbers, up to 2^24, beyond which every number is whole.
std::vector<float> around_whole_numbers() {
    std::vector<float> times{0x1p-149F, 1e-10F, 0.5F, 0x1p24F, 0x1p30F};
    for (float whole = 1; whole < 0x1p23F; whole = whole < 2000 ? whole + 1 : std::floor(whole * 1.01F)) {
        times.push_back(std::nextafter(whole, 0.0F));
        times.push_back(whole);
        times.push_back(std::nextafter(whole, 0x1p30F));
    }
    return times;
}

TEST(TickOf, AnEventAtTheEndOfATickHasHappenedByThen) {
    for (const float t : around_whole_numbers())
        EXPECT_EQ(tick_of<Lane>(t), static_cast<std::int32_t>(std::ceil(static_cast<double>(t))) - 1) << t;
    EXPECT_EQ(tick_of<Lane>(0.0F), 0);
}

template <class L>
class TickOfVector : public testing::Test {};
using Widths = testing::Types<VectorLane<4>, VectorLane<8>, VectorLane<16>>;
TYPED_TEST_SUITE(TickOfVector, Widths);

TYPED_TEST(TickOfVector, EveryLaneHasTheTickOfOneLane) {
    using L = TypeParam;
    std::vector<float> times = around_whole_numbers();
    times.resize((times.size() + L::width - 1) / L::width * L::width, 0.0F);
    for (std::size_t i = 0; i < times.size(); i += L::width) {
        const auto ticks = tick_of<L>(L::template load<typename L::Real>(times.data() + i));
        for (int l = 0; l < L::width; ++l) ASSERT_EQ(ticks[l], tick_of<Lane>(times[i + l])) << times[i + l];
    }
}

}  // namespace
}  // namespace ibtr::core
