#include "ibtr/sums.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <stdexcept>
#include <utility>

#include "base/digest.hpp"
#include "ibtr/core/ticks.hpp"

namespace ibtr {
namespace {

bool ascends(const std::vector<std::uint32_t>& end_bins) {
    return !end_bins.empty() && end_bins.front() > 0 &&
           std::adjacent_find(end_bins.begin(), end_bins.end(), std::greater_equal<>{}) == end_bins.end();
}

/// Two counters that share instructions.
using Two [[gnu::vector_size(16), gnu::may_alias]] = std::uint64_t;

/// sums[i] = begin ? (edges' sum) : sums[i] + (edges' sum), of one to four edges in one pass.
template <bool begin, class Number>
void add_edges(const std::array<const std::uint64_t*, 4>& edges, std::size_t count, std::vector<std::uint64_t>& sums) {
    auto* __restrict to = reinterpret_cast<Number*>(sums.data());
    const auto row = [&](std::size_t k) { return reinterpret_cast<const Number*>(edges[k]); };
    const Number *a = row(0), *b = row(1), *c = row(2), *d = row(3);
    const std::size_t size = sums.size() * sizeof(std::uint64_t) / sizeof(Number);
    const auto each = [&](auto value) {
        for (std::size_t i = 0; i < size; ++i) to[i] = begin ? value(i) : to[i] + value(i);
    };
    if (count == 4)
        each([=](std::size_t i) { return a[i] + b[i] + (c[i] + d[i]); });
    else if (count == 3)
        each([=](std::size_t i) { return a[i] + b[i] + c[i]; });
    else if (count == 2)
        each([=](std::size_t i) { return a[i] + b[i]; });
    else
        each([=](std::size_t i) { return a[i]; });
}

/// Numbers of the edges of one side of a row, added bin by bin.
class SideSum {
public:
    explicit SideSum(std::size_t bins) : sums_(bins) {}

    /// @param numbers [edge][bin] @return the sum, which lasts until the next one
    const std::uint64_t* of(const std::vector<std::uint32_t>& edges, const std::uint64_t* numbers) {
        const std::size_t bins = sums_.size();
        if (edges.size() == 1) return numbers + edges.front() * bins;
        if (edges.empty()) std::ranges::fill(sums_, 0);
        const auto aligned = [](const std::uint64_t* at) {
            return std::bit_cast<std::uintptr_t>(at) % sizeof(Two) == 0;
        };
        const bool by_two = bins % 2 == 0 && aligned(numbers) && aligned(sums_.data());
        for (std::size_t first = 0; first < edges.size(); first += 4) {
            const std::size_t count = std::min<std::size_t>(edges.size() - first, 4);
            std::array<const std::uint64_t*, 4> rows{};
            for (std::size_t k = 0; k < count; ++k) rows[k] = numbers + edges[first + k] * bins;
            const auto add = first == 0 ? (by_two ? add_edges<true, Two> : add_edges<true, std::uint64_t>)
                                        : (by_two ? add_edges<false, Two> : add_edges<false, std::uint64_t>);
            add(rows, count, sums_);
        }
        return sums_.data();
    }

private:
    std::vector<std::uint64_t> sums_;
};

/// Where one row of one block is added to.
struct Target {
    const std::vector<std::uint32_t>& end_bins;
    unsigned tick_shift;
    std::int32_t* counts;
    std::int64_t* offsets;  ///< nullptr: not timed
};

Target target(const SumPlan& plan, std::size_t row, unsigned tick_shift, std::size_t block, Sums& sums) {
    return {plan.end_bins(row), tick_shift, sums.counts.data() + block * sums.counts_a_block + plan.first_count(row),
            plan.first_offset(row) ? sums.offsets.data() + block * sums.offsets_a_block + *plan.first_offset(row)
                                   : nullptr};
}

/// Adds a row whose intervals are the bins. @param events, half_ticks of a bin
template <class Events, class HalfTicks>
void add_bins(Events events, HalfTicks half_ticks, const Target& to) {
    const std::size_t bins = to.end_bins.size();
    std::int32_t* __restrict counts = to.counts;
    for (std::size_t bin = 0; bin < bins; ++bin) counts[bin] += events(bin);
    if (to.offsets == nullptr) return;
    std::int64_t* __restrict offsets = to.offsets;
    for (std::size_t bin = 0; bin < bins; ++bin) offsets[bin] += half_ticks(bin);
}

template <class Events, class HalfTicks>
void add_intervals(Events events, HalfTicks half_ticks, const Target& to) {
    std::size_t begin = 0;
    for (std::size_t interval = 0; interval < to.end_bins.size(); ++interval) {
        const std::size_t end = to.end_bins[interval];
        std::int32_t sum = 0;
        for (std::size_t bin = begin; bin < end; ++bin) sum += events(bin);
        to.counts[interval] += sum;
        for (std::size_t bin = begin; bin < end && to.offsets != nullptr; ++bin) {
            const std::int64_t half_ticks_before = static_cast<std::int64_t>(bin - begin) << (to.tick_shift + 1);
            to.offsets[interval] += half_ticks(bin) + events(bin) * half_ticks_before;
        }
        begin = end;
    }
}

template <class Events, class HalfTicks>
void add_row(Events events, HalfTicks half_ticks, const Target& to) {
    if (to.end_bins.size() == to.end_bins.back())
        add_bins(events, half_ticks, to);
    else
        add_intervals(events, half_ticks, to);
}

std::int32_t packed_events(std::uint64_t counter) {
    return static_cast<std::int32_t>(core::events_in(counter));
}
std::int64_t packed_half_ticks(std::uint64_t counter) {
    return static_cast<std::int64_t>(2 * core::offsets_in(counter) + core::events_in(counter));
}

/// Events of a side in an interval.
std::int32_t packed_events_between(const std::uint64_t* side, std::size_t begin, std::size_t end) {
    if (side == nullptr) return 0;
    std::uint64_t sum = 0;
    std::size_t bin = begin;
    for (; bin + 4 <= end; bin += 4) sum += side[bin] + side[bin + 1] + (side[bin + 2] + side[bin + 3]);
    for (; bin < end; ++bin) sum += side[bin];
    return packed_events(sum);
}

/// Sums of packed counters: both halves of a counter are added at once, and keep apart, for a woman has at most 255
/// events of either side of a row.
void add_packed_row(const std::uint64_t* plus, const std::uint64_t* minus, const Target& to) {
    if (to.offsets == nullptr && to.end_bins.size() < to.end_bins.back()) {
        std::size_t begin = 0;
        for (std::size_t interval = 0; interval < to.end_bins.size(); ++interval) {
            const std::size_t end = to.end_bins[interval];
            to.counts[interval] += packed_events_between(plus, begin, end) - packed_events_between(minus, begin, end);
            begin = end;
        }
    } else if (minus == nullptr)
        add_row([=](std::size_t bin) { return packed_events(plus[bin]); },
                [=](std::size_t bin) { return packed_half_ticks(plus[bin]); }, to);
    else
        add_row([=](std::size_t bin) { return packed_events(plus[bin]) - packed_events(minus[bin]); },
                [=](std::size_t bin) { return packed_half_ticks(plus[bin]) - packed_half_ticks(minus[bin]); }, to);
}

/// The rows of a plan from full tallies.
class TalliedRows {
public:
    /// Both must outlive this object.
    TalliedRows(const SumPlan& plan, const Tallies& tallies)
        : plan_(plan), tallies_(tallies), sides_(4, SideSum(tallies.shape.bins)) {}

    /// Adds those of a block.
    void add_block(const CoarsePlace& place, Sums& sums) {
        const TallyShape& shape = tallies_.shape;
        const std::uint64_t* counts = tallies_.batch_counts.data() + shape.coarse(place);
        const std::uint64_t* ticks = tallies_.batch_offsets.data() + shape.coarse(place);
        const std::size_t block = sums.block(place.batch, place.cell, place.strategy);
        for (std::size_t r = 0; r < plan_.rows().size(); ++r) {
            const SumRow& row = plan_.rows()[r];
            const std::uint64_t *plus = sides_[0].of(row.plus, counts), *minus = sides_[1].of(row.minus, counts);
            const std::uint64_t *plus_ticks = sides_[2].of(row.plus, ticks),
                                *minus_ticks = sides_[3].of(row.minus, ticks);
            add_row(
                [=](std::size_t bin) { return static_cast<std::int32_t>(plus[bin] - minus[bin]); },
                [=](std::size_t bin) {
                    return static_cast<std::int64_t>(2 * (plus_ticks[bin] - minus_ticks[bin]) + plus[bin] - minus[bin]);
                },
                target(plan_, r, shape.tick_shift, block, sums));
        }
    }

private:
    const SumPlan& plan_;
    const Tallies& tallies_;
    std::vector<SideSum> sides_;
};

}  // namespace

SumPlan::SumPlan(std::vector<std::vector<std::uint32_t>> grids, std::vector<SumRow> rows,
                 const std::vector<std::size_t>& timed)
    : grids_(std::move(grids)), rows_(std::move(rows)), first_count_{0}, first_offset_(rows_.size()) {
    if (!std::all_of(grids_.begin(), grids_.end(), ascends))
        throw std::invalid_argument("the bins of a grid of sums must ascend");
    for (const SumRow& row : rows_) {
        if (row.grid >= grids_.size()) throw std::invalid_argument("a row of sums names a grid that is not there");
        first_count_.push_back(first_count_.back() + grids_[row.grid].size());
    }
    for (const std::size_t row : timed) {
        if (row >= rows_.size()) throw std::invalid_argument("a row of sums that is not there is timed");
        first_offset_[row] = offsets_;
        offsets_ += end_bins(row).size();
    }
}

Sums::Sums(const SumPlan& plan, std::size_t batch_count, std::size_t cell_count, std::size_t strategy_count)
    : batches(batch_count),
      cells(cell_count),
      strategies(strategy_count),
      counts_a_block(plan.counts()),
      offsets_a_block(plan.offsets()),
      counts(batches * cells * strategies * counts_a_block),
      offsets(batches * cells * strategies * offsets_a_block),
      patients(batches * cells) {}

void add_counters(const SumPlan& plan, const CounterShape& shape, const std::uint64_t* counters, std::size_t batch,
                  std::size_t cell, Sums& sums) {
    SideSum plus(shape.bins), minus(shape.bins);
    for (std::size_t strategy = 0; strategy < sums.strategies; ++strategy) {
        const std::uint64_t* numbers = counters + strategy * shape.edges * shape.bins;
        const std::size_t block = sums.block(batch, cell, strategy);
        for (std::size_t r = 0; r < plan.rows().size(); ++r) {
            const SumRow& row = plan.rows()[r];
            add_packed_row(plus.of(row.plus, numbers), row.minus.empty() ? nullptr : minus.of(row.minus, numbers),
                           target(plan, r, shape.tick_shift, block, sums));
        }
    }
}

Sums sums_of(const SumPlan& plan, const Tallies& tallies) {
    const TallyShape& shape = tallies.shape;
    if (shape.interval_end_bins.size() != shape.bins)
        throw std::logic_error("sums are formed of tallies whose batches are on the output grid");
    Sums sums(plan, shape.batches, shape.cells, shape.strategies);
    sums.patients = tallies.patients;
    TalliedRows rows(plan, tallies);
    for (std::size_t batch = 0; batch < shape.batches; ++batch)
        for (std::size_t cell = 0; cell < shape.cells; ++cell)
            for (std::size_t strategy = 0; strategy < shape.strategies; ++strategy)
                rows.add_block({.batch = batch, .strategy = strategy, .cell = cell}, sums);
    return sums;
}

std::string sums_digest(const Sums& sums) {
    Digest digest;
    digest.text("ibtr sums 1");
    for (const std::size_t size :
         {sums.batches, sums.cells, sums.strategies, sums.counts_a_block, sums.offsets_a_block})
        digest.word64(size);
    digest.words(sums.counts);
    digest.words(sums.offsets);
    digest.words(sums.patients);
    return digest.hex();
}

}  // namespace ibtr
