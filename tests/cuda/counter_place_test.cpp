#include "counter_place.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ibtr/error.hpp"

namespace ibtr::cuda {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr std::uint64_t many_women = 65536;

/// 9 edges and 180 bins: 1,620 counters a strategy.
core::TablesHeader benchmark_header() {
    core::TablesHeader header{};
    header.strategies = 2;
    header.edges = 9;
    header.bins = 180;
    return header;
}

/// What a device offers, from the blocks that it keeps resident with each place; 0: no room.
CounterPlace chosen(int all, int one, int global, std::uint64_t women = many_women) {
    std::vector<PlaceOffer> offers;
    for (const auto& [place, blocks] :
         {std::pair{CounterPlace::shared_all, all}, {CounterPlace::shared_one, one}, {CounterPlace::global, global}})
        if (blocks > 0) offers.push_back({place, shared_bytes(place, benchmark_header()), blocks});
    return choose_place(offers, benchmark_header(), women).place;
}

TEST(CounterPlace, NeedsEightBytesACounter) {
    EXPECT_EQ(shared_bytes(CounterPlace::shared_all, benchmark_header()), 25920U);
    EXPECT_EQ(shared_bytes(CounterPlace::shared_one, benchmark_header()), 12960U);
    EXPECT_EQ(shared_bytes(CounterPlace::global, benchmark_header()), 0U);
}

TEST(CounterPlace, TakesAllCountersWhereTwoBlocksStayResident) {
    EXPECT_EQ(chosen(2, 4, 4), CounterPlace::shared_all);
    EXPECT_EQ(chosen(4, 4, 4), CounterPlace::shared_all);
}

TEST(CounterPlace, LeavesAPlanOfOneBlockWhereASmallerOneKeepsMore) {
    EXPECT_EQ(chosen(1, 2, 4), CounterPlace::shared_one);
    EXPECT_EQ(chosen(1, 1, 4), CounterPlace::global);
    EXPECT_EQ(chosen(0, 1, 2), CounterPlace::global);
    EXPECT_EQ(chosen(1, 1, 1), CounterPlace::shared_all);
    EXPECT_EQ(chosen(0, 1, 1), CounterPlace::shared_one);
    EXPECT_EQ(chosen(0, 0, 1), CounterPlace::global);
}

TEST(CounterPlace, CountsFewWomenInGlobalMemory) {
    EXPECT_EQ(chosen(4, 4, 4, 1620), CounterPlace::shared_all);
    EXPECT_EQ(chosen(4, 4, 4, 1619), CounterPlace::global);
}

TEST(CounterPlace, CanBeNamedByATest) {
    const std::vector<PlaceOffer> offers{{CounterPlace::shared_one, 12960, 4}, {CounterPlace::global, 0, 4}};
    EXPECT_EQ(named_place("one", offers).place, CounterPlace::shared_one);
    EXPECT_EQ(named_place("global", offers).place, CounterPlace::global);
    EXPECT_THAT([&] { named_place("all", offers); }, ThrowsMessage<BackendError>(HasSubstr("no room")));
    EXPECT_THAT([&] { named_place("most", offers); }, ThrowsMessage<BackendError>(HasSubstr("all, one or global")));
}

}  // namespace
}  // namespace ibtr::cuda
