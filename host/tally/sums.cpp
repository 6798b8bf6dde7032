#include "ibtr/sums.hpp"

#include <algorithm>
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

/// Events of one edge, bin by bin, and the sums of their times within the bin [half ticks].
struct EdgeEvents {
    explicit EdgeEvents(std::size_t bins) : events(bins), offsets(bins) {}
    std::vector<std::int32_t> events;
    std::vector<std::int64_t> offsets;
};

void unpack(const std::uint64_t* __restrict packed, EdgeEvents& to) {
    std::int32_t* __restrict events = to.events.data();
    std::int64_t* __restrict offsets = to.offsets.data();
    const std::size_t bins = to.events.size();
    for (std::size_t bin = 0; bin < bins; ++bin) {
        events[bin] = static_cast<std::int32_t>(core::events_in(packed[bin]));
        offsets[bin] = static_cast<std::int64_t>(2 * core::offsets_in(packed[bin]) + core::events_in(packed[bin]));
    }
}

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

/// sums[i] = add(sums[i], numbers[i]); add adds or subtracts.
template <class Number, class Add>
void accumulate(Number* __restrict sums, const Number* __restrict numbers, std::size_t count, Add add) {
    for (std::size_t i = 0; i < count; ++i) sums[i] = add(sums[i], numbers[i]);
}

template <class Add>
void add_bins(const EdgeEvents& edge, Add add, const Target& to) {
    const std::size_t bins = to.end_bins.size();
    accumulate(to.counts, edge.events.data(), bins, add);
    if (to.offsets != nullptr) accumulate(to.offsets, edge.offsets.data(), bins, add);
}

template <class Add>
void add_intervals(const EdgeEvents& edge, Add add, const Target& to) {
    std::size_t begin = 0;
    for (std::size_t interval = 0; interval < to.end_bins.size(); ++interval) {
        const std::size_t end = to.end_bins[interval];
        std::int32_t events = 0;
        for (std::size_t bin = begin; bin < end; ++bin) events += edge.events[bin];
        to.counts[interval] = add(to.counts[interval], events);
        if (to.offsets != nullptr) {
            std::int64_t offsets = 0;
            for (std::size_t bin = begin; bin < end; ++bin) {
                const std::int64_t half_ticks_before = static_cast<std::int64_t>(bin - begin) << (to.tick_shift + 1);
                offsets += edge.offsets[bin] + edge.events[bin] * half_ticks_before;
            }
            to.offsets[interval] = add(to.offsets[interval], offsets);
        }
        begin = end;
    }
}

void add_edge(const SumPlan& plan, const std::vector<SumPlan::Use>& uses, const EdgeEvents& edge, unsigned tick_shift,
              std::size_t block, Sums& sums) {
    for (const SumPlan::Use& use : uses) {
        const Target to = target(plan, use.row, tick_shift, block, sums);
        const auto add_to = [&](auto add) {
            if (to.end_bins.size() == to.end_bins.back())
                add_bins(edge, add, to);
            else
                add_intervals(edge, add, to);
        };
        if (use.sign > 0)
            add_to(std::plus<>{});
        else
            add_to(std::minus<>{});
    }
}

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
    for (std::uint32_t r = 0; r < rows_.size(); ++r) {
        const auto use = [&](const std::vector<std::uint32_t>& edges, std::int32_t sign) {
            for (const std::uint32_t edge : edges) {
                if (uses_.size() <= edge) uses_.resize(edge + 1);
                uses_[edge].push_back({r, sign});
            }
        };
        use(rows_[r].plus, 1);
        use(rows_[r].minus, -1);
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
    EdgeEvents events(shape.bins);
    for (std::size_t strategy = 0; strategy < sums.strategies; ++strategy) {
        const std::size_t block = sums.block(batch, cell, strategy);
        for (std::size_t edge = 0; edge < plan.uses().size(); ++edge) {
            unpack(counters + (strategy * shape.edges + edge) * shape.bins, events);
            add_edge(plan, plan.uses()[edge], events, shape.tick_shift, block, sums);
        }
    }
}

Sums sums_of(const SumPlan& plan, const Tallies& tallies) {
    const TallyShape& shape = tallies.shape;
    if (shape.interval_end_bins.size() != shape.bins)
        throw std::logic_error("sums are formed of tallies whose batches are on the output grid");
    Sums sums(plan, shape.batches, shape.cells, shape.strategies);
    sums.patients = tallies.patients;
    EdgeEvents events(shape.bins);
    for (std::size_t batch = 0; batch < shape.batches; ++batch)
        for (std::size_t cell = 0; cell < shape.cells; ++cell)
            for (std::size_t strategy = 0; strategy < shape.strategies; ++strategy)
                for (std::size_t edge = 0; edge < plan.uses().size(); ++edge) {
                    const std::size_t from =
                        shape.coarse({.batch = batch, .strategy = strategy, .cell = cell, .edge = edge});
                    for (std::size_t bin = 0; bin < shape.bins; ++bin) {
                        const std::uint64_t count = tallies.batch_counts[from + bin];
                        events.events[bin] = static_cast<std::int32_t>(count);
                        events.offsets[bin] = static_cast<std::int64_t>(2 * tallies.batch_offsets[from + bin] + count);
                    }
                    add_edge(plan, plan.uses()[edge], events, shape.tick_shift, sums.block(batch, cell, strategy),
                             sums);
                }
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
