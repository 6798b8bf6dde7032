#include "ibtr/core/philox.hpp"

#include <gtest/gtest.h>

#include "core/philox_known_answers.hpp"
#include "engine/vector_lane.hpp"
#include "ibtr/core/lane.hpp"

namespace ibtr::core {
namespace {

using test::philox_known_answers;
using test::PhiloxKnownAnswer;

TEST(Philox, OneLaneGivesTheKnownAnswers) {
    for (const PhiloxKnownAnswer& known : philox_known_answers) {
        Block<Lane> counter;
        for (int w = 0; w < 4; ++w) counter.word[w] = known.counter[w];
        const Block<Lane> random = philox<Lane>(counter, known.key[0], known.key[1]);
        for (int w = 0; w < 4; ++w) EXPECT_EQ(random.word[w], known.random[w]);
    }
}

template <class L>
class PhiloxVector : public testing::Test {};
using Widths = testing::Types<VectorLane<4>, VectorLane<8>, VectorLane<16>>;
TYPED_TEST_SUITE(PhiloxVector, Widths);

TYPED_TEST(PhiloxVector, EveryLaneGivesTheKnownAnswers) {
    using L = TypeParam;
    for (const PhiloxKnownAnswer& known : philox_known_answers) {
        Block<L> counter;
        for (int w = 0; w < 4; ++w) counter.word[w] = L::word(known.counter[w]);
        const Block<L> random = philox<L>(counter, known.key[0], known.key[1]);
        for (int w = 0; w < 4; ++w)
            for (int l = 0; l < L::width; ++l) EXPECT_EQ(random.word[w][l], known.random[w]);
    }
}

}  // namespace
}  // namespace ibtr::core
