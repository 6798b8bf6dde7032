// A set of draws holds the same numbers as a list of them, in its order, whatever is added and taken.

#include "psa/draw_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

namespace ibtr::test {
namespace {

using psa::DrawSet;

std::vector<std::uint32_t> listed(const DrawSet& draws) {
    std::vector<std::uint32_t> numbers;
    for (const DrawRange& range : draws.ranges())
        for (std::uint32_t draw = range.begin; draw < range.end; ++draw) numbers.push_back(draw);
    return numbers;
}

TEST(DrawSet, JoinsWhatTouchesAndRefusesWhatIsOutOfOrder) {
    DrawSet draws{{2, 4}, {4, 4}, {4, 6}, {7, 8}};
    EXPECT_EQ(draws.ranges().size(), 2U);
    EXPECT_EQ(listed(draws), (std::vector<std::uint32_t>{2, 3, 4, 5, 7}));
    for (const DrawRange& range : {DrawRange{7, 9}, DrawRange{0, 1}, DrawRange{9, 8}})
        EXPECT_THROW(draws.append(range), std::logic_error);
    EXPECT_EQ(draws, (DrawSet{{2, 6}, {7, 8}}));
}

TEST(DrawSet, CountsAllNumbersThatThereAre) {
    constexpr std::uint32_t end = std::numeric_limits<std::uint32_t>::max();
    DrawSet draws{{0, 1}, {2, end}};
    EXPECT_EQ(draws.size(), std::uint64_t{end} - 1);
    EXPECT_EQ(draws.take_front(std::uint64_t{end} - 2), (DrawSet{{0, 1}, {2, end - 1}}));
    EXPECT_EQ(draws.take_front(), end - 1);
    EXPECT_TRUE(draws.empty());
}

// Against a list: a few thousand random sets with gaps, taken one by one and by the handful.
TEST(DrawSet, IsTakenAsAListIs) {
    std::mt19937 random(7);
    const auto up_to = [&](std::uint32_t most) { return static_cast<std::uint32_t>(random() % (most + 1)); };
    for (int times = 0; times < 3000; ++times) {
        DrawSet draws;
        std::vector<std::uint32_t> numbers;
        for (std::uint32_t next = up_to(3), ranges = up_to(6); ranges > 0; --ranges) {
            const DrawRange range{next, next + up_to(4)};
            draws.append(range);
            for (std::uint32_t draw = range.begin; draw < range.end; ++draw) numbers.push_back(draw);
            next = range.end + up_to(2);
        }
        std::vector<std::uint32_t> taken;
        while (!draws.empty()) {
            ASSERT_EQ(draws.size() + taken.size(), numbers.size());
            ASSERT_EQ(draws.front(), numbers[taken.size()]);
            if (up_to(1) == 0) {
                taken.push_back(draws.take_front());
                continue;
            }
            const std::uint32_t most = up_to(5);
            const std::uint64_t there = draws.size();
            const DrawSet part = draws.take_front(std::uint64_t{most});
            ASSERT_EQ(part.size(), std::min<std::uint64_t>(most, there));
            for (const std::uint32_t draw : listed(part)) taken.push_back(draw);
        }
        EXPECT_EQ(taken, numbers);
    }
}

}  // namespace
}  // namespace ibtr::test
