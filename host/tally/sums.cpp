#include "ibtr/sums.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

#include "base/digest.hpp"
#include "engine/choose.hpp"

namespace ibtr {
namespace {

bool ascends(const std::vector<std::uint32_t>& end_bins) {
    return !end_bins.empty() && end_bins.front() > 0 &&
           std::adjacent_find(end_bins.begin(), end_bins.end(), std::greater_equal<>{}) == end_bins.end();
}

/// Numbers of the edges of one side of a row, added bin by bin.
class SideSum {
public:
    explicit SideSum(std::size_t bins) : sums_(bins) {}

    /// @param numbers [edge][bin] @return the sum, which lasts until the next one
    const std::uint64_t* of(const std::vector<std::uint32_t>& edges, const std::uint64_t* numbers) {
        const std::size_t bins = sums_.size();
        if (edges.size() == 1) return numbers + edges.front() * bins;
        std::ranges::fill(sums_, 0);
        for (const std::uint32_t edge : edges)
            std::transform(sums_.begin(), sums_.end(), numbers + edge * bins, sums_.begin(), std::plus<>{});
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

/// The rows of a plan from packed counters.
class PackedSums {
public:
    PackedSums(std::size_t edges, std::size_t bins)
        : kernels_(engine::row_kernels()), events_(bins), half_ticks_(bins) {
        plus_.reserve(edges);
        minus_.reserve(edges);
    }

    /// @param numbers [edge][bin]
    void add_row(const SumRow& row, const std::uint64_t* numbers, const Target& to) {
        const std::size_t bins = events_.size();
        const auto side = [&](const std::vector<std::uint32_t>& edges, std::vector<const std::uint64_t*>& rows) {
            rows.clear();
            for (const std::uint32_t edge : edges) rows.push_back(numbers + edge * bins);
            return engine::PackedRows{rows.data(), rows.size()};
        };
        const engine::PackedRows plus = side(row.plus, plus_), minus = side(row.minus, minus_);
        if (to.end_bins.size() == bins) return kernels_.add_packed(plus, minus, bins, to.counts, to.offsets);
        std::ranges::fill(events_, 0);
        if (to.offsets == nullptr) {
            kernels_.add_packed(plus, minus, bins, events_.data(), nullptr);
            add_differences(to);
        } else {
            std::ranges::fill(half_ticks_, 0);
            kernels_.add_packed(plus, minus, bins, events_.data(), half_ticks_.data());
            add_intervals([&](std::size_t bin) { return events_[bin]; },
                          [&](std::size_t bin) { return half_ticks_[bin]; }, to);
        }
    }

private:
    void add_differences(const Target& to) {
        kernels_.cumulate(events_.data(), to.end_bins.back());
        std::int32_t before = 0;
        for (std::size_t interval = 0; interval < to.end_bins.size(); ++interval) {
            const std::int32_t until = events_[to.end_bins[interval] - 1];
            to.counts[interval] += until - before;
            before = until;
        }
    }

    const engine::RowKernels& kernels_;
    std::vector<const std::uint64_t*> plus_, minus_;
    std::vector<std::int32_t> events_;
    std::vector<std::int64_t> half_ticks_;
};

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
    PackedSums rows(shape.edges, shape.bins);
    for (std::size_t strategy = 0; strategy < sums.strategies; ++strategy) {
        const std::uint64_t* numbers = counters + strategy * shape.edges * shape.bins;
        const std::size_t block = sums.block(batch, cell, strategy);
        for (std::size_t r = 0; r < plan.rows().size(); ++r)
            rows.add_row(plan.rows()[r], numbers, target(plan, r, shape.tick_shift, block, sums));
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
