#include "ibtr/core/arm_women.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <set>
#include <vector>

#include "ibtr/core/lane.hpp"

namespace ibtr::core {
namespace {

using Words = std::array<std::uint32_t, 4>;

Words words_of(const ArmStream& stream, std::uint32_t number) {
    const Block<Lane> block = random_words(stream, number);
    return {block.word[0], block.word[1], block.word[2], block.word[3]};
}

// Each of the 192 bits that name a woman of an arm gives her words of her own: Philox is a bijection of its counter,
// and of its key one of 2^64 permutations, so that no two of these 193 blocks are equal but by 2^-128.
TEST(ArmWomen, EveryBitOfSeedReplicateStudyArmAndNumberMatters) {
    const ArmStream base{0x243f6a8885a308d3U, 5, 6, 7};
    std::set<Words> seen{words_of(base, 8)};
    for (unsigned bit = 0; bit < 64; ++bit) {
        ArmStream other = base;
        other.seed ^= std::uint64_t{1} << bit;
        EXPECT_TRUE(seen.insert(words_of(other, 8)).second) << "seed, bit " << bit;
    }
    for (unsigned bit = 0; bit < 32; ++bit) {
        ArmStream replicate = base, study = base, arm = base;
        replicate.replicate ^= 1U << bit;
        study.study ^= 1U << bit;
        arm.arm ^= 1U << bit;
        EXPECT_TRUE(seen.insert(words_of(replicate, 8)).second) << "replicate, bit " << bit;
        EXPECT_TRUE(seen.insert(words_of(study, 8)).second) << "study, bit " << bit;
        EXPECT_TRUE(seen.insert(words_of(arm, 8)).second) << "arm, bit " << bit;
        EXPECT_TRUE(seen.insert(words_of(base, 8U ^ (1U << bit))).second) << "number, bit " << bit;
    }
}

// The place is floor(word * places / 2^32), its threshold is met by smaller words alone.
TEST(ArmWomen, AColumnIsDrawnByTheHighBitsAndItsAliasFromTheThresholdOn) {
    const std::array<AliasColumn, 3> columns{{{0U, 2U}, {0x80000000U, 0U}, {0xffffffffU, 1U}}};
    const auto place = [&](std::uint32_t of_column, std::uint32_t of_threshold) {
        return draw_place(columns.data(), 3, of_column, of_threshold);
    };
    EXPECT_EQ(place(0x55555555U, 0U), 2U);           // column 0: never itself
    EXPECT_EQ(place(0x55555556U, 0x7fffffffU), 1U);  // column 1
    EXPECT_EQ(place(0x55555556U, 0x80000000U), 0U);
    EXPECT_EQ(place(0xaaaaaaaaU, 0U), 1U);
    EXPECT_EQ(place(0xaaaaaaabU, 0xfffffffeU), 2U);  // column 2
    EXPECT_EQ(place(0xffffffffU, 0xffffffffU), 1U);
}

// An arm of any size visits each of its women once, in order; of the words of a block the first two draw the one of a
// pair, the others the other: a column by the highest bit, its alias by the highest bit of the next word.
TEST(ArmWomen, APairIsDrawnFromOneBlock) {
    const std::array<AliasColumn, 2> columns{{{0x80000000U, 1U}, {0x80000000U, 0U}}};
    const ArmStream stream{1, 2, 3, 4};
    for (const std::uint32_t women : {1U, 2U, 5U, 60U}) {
        std::vector<std::uint32_t> visited;
        for (std::uint32_t pair = 0; 2 * pair < women; ++pair) {
            const Words words = words_of(stream, pair);
            draw_pair(stream, columns.data(), 2, women, pair, [&](std::uint32_t woman, std::uint32_t place) {
                visited.push_back(woman);
                const std::uint32_t column = words[2 * (woman % 2)] >> 31, alias = words[2 * (woman % 2) + 1] >> 31;
                EXPECT_EQ(place, column ^ alias) << woman;
            });
        }
        ASSERT_EQ(visited.size(), women);
        for (std::uint32_t woman = 0; woman < women; ++woman) EXPECT_EQ(visited[woman], woman);
    }
}

}  // namespace
}  // namespace ibtr::core
