#include "ibtr/sums.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include "ibtr/core/ticks.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr {
namespace {

constexpr std::size_t edges = 4, bins = 6, strategies = 2, cells = 3, batches = 2;
constexpr unsigned tick_shift = 3;

/// Rows on every bin and on three reported times, with and without a minus side, timed and not.
SumPlan plan() {
    return {
        {{1, 2, 3, 4, 5, 6}, {2, 3, 6}}, {{{0, 2}, {}, 0}, {{1}, {3, 0}, 1}, {{3}, {}, 1}, {{2}, {1}, 0}}, {3, 0, 1}};
}

/// Counters of one batch and cell: up to 2000 events a bin, each at most 7 ticks into it.
std::vector<std::uint64_t> random_counters(std::mt19937& random) {
    std::vector<std::uint64_t> counters(strategies * edges * bins);
    for (std::uint64_t& counter : counters) {
        const std::uint64_t events = random() % 2000;
        counter = events * core::one_event + (events == 0 ? 0 : random() % (7 * events + 1));
    }
    return counters;
}

/// The definition: events and times [half ticks] from the interval's start of one row in (begin, end].
struct Expected {
    std::int64_t events = 0, half_ticks = 0;
};
Expected by_definition(const SumRow& row, const std::uint64_t* counters, std::size_t begin, std::size_t end) {
    Expected sum;
    const auto add = [&](const std::vector<std::uint32_t>& side, std::int64_t sign) {
        for (const std::uint32_t edge : side)
            for (std::size_t bin = begin; bin < end; ++bin) {
                const auto events = static_cast<std::int64_t>(counters[edge * bins + bin] >> 32);
                const auto ticks = static_cast<std::int64_t>(counters[edge * bins + bin] & 0xffffffff);
                const auto before = static_cast<std::int64_t>((bin - begin) << tick_shift);
                sum.events += sign * events;
                sum.half_ticks += sign * (2 * (ticks + events * before) + events);
            }
    };
    add(row.plus, 1);
    add(row.minus, -1);
    return sum;
}

/// Every number of a block against the definition; a row that is not timed has no offsets.
void expect_block(const SumPlan& sum_plan, const Sums& sums, std::size_t block, const std::uint64_t* counters) {
    for (std::size_t r = 0; r < sum_plan.rows().size(); ++r) {
        std::size_t begin = 0;
        for (std::size_t j = 0; j < sum_plan.end_bins(r).size(); ++j) {
            const std::size_t end = sum_plan.end_bins(r)[j];
            const Expected expected = by_definition(sum_plan.rows()[r], counters, begin, end);
            EXPECT_EQ(sums.counts[block * sums.counts_a_block + sum_plan.first_count(r) + j], expected.events);
            if (sum_plan.first_offset(r)) {
                EXPECT_EQ(sums.offsets[block * sums.offsets_a_block + *sum_plan.first_offset(r) + j],
                          expected.half_ticks);
            }
            begin = end;
        }
    }
}

// Law: sums are what their definition says, whether they are formed of an engine's counters or of full tallies.
TEST(Sums, AreTheEventsAndTimesOfTheirRows) {
    std::mt19937 random(20261);
    const SumPlan rows = plan();
    ASSERT_EQ(rows.counts(), 6U + 3 + 3 + 6);
    ASSERT_EQ(rows.offsets(), 6U + 6 + 3);
    TallyShape shape{strategies, cells, edges, bins, batches, tick_shift, {1, 2, 3, 4, 5, 6}};
    Tallies tallies(shape);
    Sums counted(rows, batches, cells, strategies);
    std::vector<std::vector<std::uint64_t>> all;
    for (std::size_t batch = 0; batch < batches; ++batch)
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const std::vector<std::uint64_t> counters = all.emplace_back(random_counters(random));
            add_counters(rows, {edges, bins, tick_shift}, counters.data(), batch, cell, counted);
            for (std::size_t strategy = 0; strategy < strategies; ++strategy)
                for (std::size_t k = 0; k < edges * bins; ++k) {
                    const std::size_t to = shape.coarse({.batch = batch, .strategy = strategy, .cell = cell}) + k;
                    tallies.batch_counts[to] = counters[strategy * edges * bins + k] >> 32;
                    tallies.batch_offsets[to] = counters[strategy * edges * bins + k] & 0xffffffff;
                }
        }
    const Sums tallied = sums_of(rows, tallies);
    EXPECT_EQ(sums_digest(tallied), sums_digest(counted));
    for (std::size_t batch = 0; batch < batches; ++batch)
        for (std::size_t cell = 0; cell < cells; ++cell)
            for (std::size_t strategy = 0; strategy < strategies; ++strategy)
                expect_block(rows, counted, counted.block(batch, cell, strategy),
                             all[batch * cells + cell].data() + strategy * edges * bins);
}

// Counters of the same batch and cell add up: a batch's women may be counted in parts.
TEST(Sums, AddUp) {
    std::mt19937 random(20262);
    const SumPlan rows = plan();
    const std::vector<std::uint64_t> one = random_counters(random), other = random_counters(random);
    std::vector<std::uint64_t> both(one.size());
    for (std::size_t k = 0; k < both.size(); ++k) both[k] = one[k] + other[k];
    Sums parts(rows, batches, cells, strategies), whole = parts;
    for (const auto* counters : {&one, &other})
        add_counters(rows, {edges, bins, tick_shift}, counters->data(), 1, 2, parts);
    add_counters(rows, {edges, bins, tick_shift}, both.data(), 1, 2, whole);
    EXPECT_EQ(sums_digest(parts), sums_digest(whole));
}

TEST(Sums, RefuseAPlanThatCannotBe) {
    EXPECT_THROW(SumPlan({{}}, {}, {}), std::invalid_argument);
    EXPECT_THROW(SumPlan({{0, 1}}, {}, {}), std::invalid_argument);
    EXPECT_THROW(SumPlan({{2, 2}}, {}, {}), std::invalid_argument);
    EXPECT_THROW(SumPlan({{1, 2}}, {{{0}, {}, 1}}, {}), std::invalid_argument);
    EXPECT_THROW(SumPlan({{1, 2}}, {{{0}, {}, 0}}, {1}), std::invalid_argument);
    Tallies yearly({1, 1, 1, 12, 2, 0, {12}});
    EXPECT_THROW(sums_of(SumPlan({{12}}, {{{0}, {}, 0}}, {}), yearly), std::logic_error);
}

}  // namespace
}  // namespace ibtr
