#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/tallies.hpp"

namespace ibtr {

/// What is counted as one: events of some edges less those of others, as the first passages of an endpoint or the net
/// flow into a state.
struct SumRow {
    std::vector<std::uint32_t> plus, minus;  ///< edges; a woman has at most 255 events of each side
    std::size_t grid = 0;                    ///< in SumPlan::grids
};

/// What is summed of a simulation where the full tallies are not wanted: rows of events in intervals of time.
class SumPlan {
public:
    /// @param grids last bins of consecutive intervals from time zero, each ascending and not empty
    /// @param timed rows of which it is summed too when within their interval the events are, in the order of the
    /// offsets
    /// @throws std::invalid_argument where a grid does not ascend, or a row or grid is named that is not there
    SumPlan(std::vector<std::vector<std::uint32_t>> grids, std::vector<SumRow> rows,
            const std::vector<std::size_t>& timed);

    [[nodiscard]] const std::vector<SumRow>& rows() const { return rows_; }
    [[nodiscard]] const std::vector<std::uint32_t>& end_bins(std::size_t row) const { return grids_[rows_[row].grid]; }
    /// Where a row begins among the counts of a block, and among its offsets where it is timed.
    [[nodiscard]] std::size_t first_count(std::size_t row) const { return first_count_[row]; }
    [[nodiscard]] const std::optional<std::size_t>& first_offset(std::size_t row) const { return first_offset_[row]; }
    /// Numbers of one block: of one batch, cell and strategy.
    [[nodiscard]] std::size_t counts() const { return first_count_.back(); }
    [[nodiscard]] std::size_t offsets() const { return offsets_; }

private:
    std::vector<std::vector<std::uint32_t>> grids_;
    std::vector<SumRow> rows_;
    std::vector<std::size_t> first_count_;  ///< by row, and their end
    std::vector<std::optional<std::size_t>> first_offset_;
    std::size_t offsets_ = 0;
};

/// More women than that cannot be summed: counts are numbers of 32 bits with a sign.
inline constexpr std::uint64_t most_summed_women = 0x7fffffff;

/// The sums of a simulation: exact integers, the same on every backend, for any order and division of the work.
struct Sums {
    Sums(const SumPlan& plan, std::size_t batches, std::size_t cells, std::size_t strategies);

    std::size_t batches, cells, strategies;
    std::size_t counts_a_block, offsets_a_block;
    /// [batch][cell][strategy][row][interval]: events in the interval; of what has a minus side they can be negative.
    std::vector<std::int32_t> counts;
    /// The same for timed rows: sum over those events of the time from the interval's start [half ticks]. An event lies
    /// in the middle of its tick on average, which is a whole number of half ticks.
    std::vector<std::int64_t> offsets;
    std::vector<std::uint64_t> patients;  ///< [batch][cell]: women under each strategy

    /// Number of a block of counts_a_block counts and offsets_a_block offsets.
    [[nodiscard]] std::size_t block(std::size_t batch, std::size_t cell, std::size_t strategy) const {
        return (batch * cells + cell) * strategies + strategy;
    }
};

/// Sizes of the counters that an engine leaves.
struct CounterShape {
    std::size_t edges, bins;
    unsigned tick_shift;  ///< a bin is 2^tick_shift ticks
};
/// Adds the counters of women of one batch and cell. @param counters [strategy][edge][bin], as core/ticks.hpp packs
/// them
void add_counters(const SumPlan& plan, const CounterShape& shape, const std::uint64_t* counters, std::size_t batch,
                  std::size_t cell, Sums& sums);

/// The same from full tallies whose batches are on the output grid.
Sums sums_of(const SumPlan& plan, const Tallies& tallies);

/// XXH3-128 of the text "ibtr sums 1" (64-bit length first), the five sizes in order of declaration as 64-bit words,
/// then counts, offsets and patients, each as its 64-bit number of elements and the elements; little-endian.
std::string sums_digest(const Sums& sums);

}  // namespace ibtr
