#include "compile/check_sizes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

core::TablesHeader with_counters(std::uint32_t strategies, std::uint32_t edges, std::uint32_t bins) {
    core::TablesHeader header{};
    header.strategies = strategies;
    header.edges = edges;
    header.bins = bins;
    return header;
}

// Places of counters are 32-bit signed numbers.
TEST(CheckSizes, RefusesCountersThatInt32CannotAddress) {
    EXPECT_NO_THROW(check_sizes(with_counters(63, 2048, 16384)));
    EXPECT_THAT([] { check_sizes(with_counters(64, 2048, 16384)); },
                ThrowsMessage<UsageError>(AllOf(HasSubstr("64 strategies x 2048 edges"), HasSubstr("16384 bins"),
                                                HasSubstr("2147483647"), HasSubstr("lower grid_per_year"))));
    EXPECT_NO_THROW(check_sizes(with_counters(2147483647U, 1, 1)));
    EXPECT_THROW(check_sizes(with_counters(2147483648U, 1, 1)), UsageError);
}

// Nearly 2^96 and exactly 2^64: in 64 bits the latter would come out as 0.
TEST(CheckSizes, IsNotFooledByProductsBeyond64Bits) {
    EXPECT_THROW(check_sizes(with_counters(0xffffffffU, 0xffffffffU, 0xffffffffU)), UsageError);
    EXPECT_THROW(check_sizes(with_counters(1U << 22, 1U << 21, 1U << 21)), UsageError);
}

// An event is noted as edge * ticks + tick in 31 bits.
TEST(CheckSizes, RefusesTicksThatInt32CannotHold) {
    core::TablesHeader header = with_counters(1, 1U << 16, 1U << 12);
    header.tick_shift = 2;
    EXPECT_NO_THROW(check_sizes(header));
    header.tick_shift = 3;
    EXPECT_THAT([&] { check_sizes(header); }, ThrowsMessage<UsageError>(HasSubstr("8 ticks a bin")));
}

TEST(CheckSizes, RefusesMultipliersThatUint32CannotAddress) {
    core::TablesHeader header = with_counters(2048, 1, 1);
    header.strata = 1U << 14;
    header.exits = 127;
    EXPECT_NO_THROW(check_sizes(header));
    header.exits = 128;
    EXPECT_THAT([&] { check_sizes(header); }, ThrowsMessage<UsageError>(HasSubstr("16384 strata")));
}

}  // namespace
}  // namespace ibtr
