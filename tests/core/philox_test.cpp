#include "ibtr/core/philox.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "engine/vector_lane.hpp"
#include "ibtr/core/lane.hpp"

namespace ibtr::core {
namespace {

struct KnownAnswer {
    std::array<std::uint32_t, 4> counter;
    std::array<std::uint32_t, 2> key;
    std::array<std::uint32_t, 4> random;
};

// philox4x32-10 lines of the kat_vectors file of Random123 (zeros, ones, digits of pi).
constexpr KnownAnswer known_answers[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

TEST(Philox, OneLaneGivesTheKnownAnswers) {
    for (const KnownAnswer& known : known_answers) {
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
    for (const KnownAnswer& known : known_answers) {
        Block<L> counter;
        for (int w = 0; w < 4; ++w) counter.word[w] = L::word(known.counter[w]);
        const Block<L> random = philox<L>(counter, known.key[0], known.key[1]);
        for (int w = 0; w < 4; ++w)
            for (int l = 0; l < L::width; ++l) EXPECT_EQ(random.word[w][l], known.random[w]);
    }
}

}  // namespace
}  // namespace ibtr::core
