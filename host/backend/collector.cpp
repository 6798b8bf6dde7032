#include "backend/collector.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "ibtr/core/ticks.hpp"

namespace ibtr {
namespace {

using core::events_in;
using core::offsets_in;

}  // namespace

TallyCollector::TallyCollector(const TallyShape& shape)
    : tallies_(shape),
      batches_on_output_grid_(shape.interval_end_bins.size() == shape.bins),
      batch_mutexes_(shape.batches) {}

void TallyCollector::add(const Counted& counted, const std::vector<std::uint64_t>& counters) {
    add_to_batch(counted, counters);
    if (!batches_on_output_grid_) add_to_whole(counted, counters);  // else it is formed once, in take()
}

void TallyCollector::add_to_whole(const Counted& counted, const std::vector<std::uint64_t>& counters) {
    const TallyShape& shape = tallies_.shape;
    const std::scoped_lock lock(whole_mutex_);
    for (std::size_t s = 0; s < shape.strategies; ++s) {
        const std::uint64_t* from = counters.data() + s * shape.edges * shape.bins;
        std::uint64_t* counts = tallies_.counts.data() + shape.fine({.strategy = s, .cell = counted.cell});
        std::uint64_t* offsets = tallies_.offsets.data() + shape.fine({.strategy = s, .cell = counted.cell});
        for (std::size_t k = 0; k < shape.edges * shape.bins; ++k) {
            counts[k] += events_in(from[k]);
            offsets[k] += offsets_in(from[k]);
        }
    }
}

void TallyCollector::add_to_batch(const Counted& counted, const std::vector<std::uint64_t>& counters) {
    const TallyShape& shape = tallies_.shape;
    const std::scoped_lock lock(batch_mutexes_[counted.batch]);
    tallies_.patients[counted.batch * shape.cells + counted.cell] += counted.women;
    for (std::size_t s = 0; s < shape.strategies; ++s) {
        for (std::size_t e = 0; e < shape.edges; ++e) {
            const std::uint64_t* from = counters.data() + (s * shape.edges + e) * shape.bins;
            const std::size_t row =
                shape.coarse({.batch = counted.batch, .strategy = s, .cell = counted.cell, .edge = e});
            std::uint64_t* counts = tallies_.batch_counts.data() + row;
            std::uint64_t* offsets = tallies_.batch_offsets.data() + row;
            if (batches_on_output_grid_) {
                for (std::size_t bin = 0; bin < shape.bins; ++bin) {
                    counts[bin] += events_in(from[bin]);
                    offsets[bin] += offsets_in(from[bin]);
                }
                continue;
            }
            std::size_t bin = 0;
            for (std::size_t interval = 0; interval < shape.interval_end_bins.size(); ++interval) {
                const std::size_t begin = bin;
                for (; bin < shape.interval_end_bins[interval]; ++bin) {
                    const std::uint64_t events = events_in(from[bin]);
                    counts[interval] += events;
                    offsets[interval] += offsets_in(from[bin]) + ((events * (bin - begin)) << shape.tick_shift);
                }
            }
        }
    }
}

Tallies TallyCollector::take() {
    const TallyShape& shape = tallies_.shape;
    if (batches_on_output_grid_) {
        std::copy_n(tallies_.batch_counts.begin(), shape.fine_size(), tallies_.counts.begin());
        std::copy_n(tallies_.batch_offsets.begin(), shape.fine_size(), tallies_.offsets.begin());
        for (std::size_t batch = 1; batch < shape.batches; ++batch) {
            const std::size_t row = batch * shape.fine_size();
            for (std::size_t k = 0; k < shape.fine_size(); ++k) {
                tallies_.counts[k] += tallies_.batch_counts[row + k];
                tallies_.offsets[k] += tallies_.batch_offsets[row + k];
            }
        }
    }
    return std::move(tallies_);
}

SumCollector::SumCollector(const SumPlan& plan, const TallyShape& shape)
    : plan_(plan),
      shape_{shape.edges, shape.bins, shape.tick_shift},
      sums_(plan, shape.batches, shape.cells, shape.strategies),
      batch_mutexes_(shape.batches) {}

void SumCollector::add(const Counted& counted, const std::vector<std::uint64_t>& counters) {
    const std::scoped_lock lock(batch_mutexes_[counted.batch]);
    sums_.patients[counted.batch * sums_.cells + counted.cell] += counted.women;
    add_counters(plan_, shape_, counters.data(), counted.batch, counted.cell, sums_);
}

}  // namespace ibtr
