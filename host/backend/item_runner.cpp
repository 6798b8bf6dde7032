#include "backend/item_runner.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "ibtr/core/address.hpp"
#include "ibtr/core/ticks.hpp"
#include "ibtr/error.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr {
namespace {

using core::events_in;
using core::offsets_in;

}  // namespace

ItemRunner::ItemRunner(const Tables& tables, const WorkPlan& plan, engine::SimulateTask simulate, ScratchPool& pool)
    : view_(tables.view()),
      plan_(plan),
      simulate_(simulate),
      pool_(pool),
      tallies_(plan.shape()),
      batches_on_output_grid_(plan.shape().interval_end_bins.size() == plan.shape().bins),
      batch_mutexes_(plan.shape().batches) {}

std::uint32_t ItemRunner::run_next() try {
    std::uint64_t first = next_, end = 0;
    do {
        if (first >= plan_.items()) return 0;
        end = plan_.stretch_end(first);
    } while (!next_.compare_exchange_weak(first, end));
    return run(first, end);
} catch (const std::bad_alloc&) {
    throw BackendError("out of memory while simulating");
}

std::uint32_t ItemRunner::run(std::uint64_t first, std::uint64_t end) {
    const TallyShape& shape = plan_.shape();
    Scratch scratch = pool_.borrow([] { return Scratch{}; });
    scratch.counters.assign(shape.strategies * shape.edges * shape.bins, 0);
    Counted counted{};
    for (std::uint64_t number = first; number < end; ++number) {
        const WorkItem item = plan_.item(number);
        walk(item, scratch);
        counted = {item.batch, item.cell, counted.women + item.count};
    }
    add(counted, scratch.counters);
    pool_.give_back(std::move(scratch));
    return counted.women;
}

void ItemRunner::walk(const WorkItem& item, Scratch& scratch) const {
    engine::Task task{};
    task.tables = &view_;
    task.block.seed_low = static_cast<std::uint32_t>(plan_.seed());
    task.block.seed_high = static_cast<std::uint32_t>(plan_.seed() >> 32);
    task.block.draw = plan_.draw();
    task.block.patient_high = core::pack_patient_high(plan_.stratum_id(item.stratum), item.first_index);
    task.stratum = item.stratum;
    task.first_low = static_cast<std::uint32_t>(item.first_index);
    task.stride = static_cast<std::uint32_t>(plan_.shape().batches);
    task.count = item.count;
    task.workspace = scratch.workspace.get();
    task.counters = scratch.counters.data();
    if (!simulate_(task)) throw UsageError(visit_limit_message(view_.header.visit_limit));
}

void ItemRunner::add(const Counted& counted, const std::vector<std::uint64_t>& counters) {
    add_to_batch(counted, counters);
    if (batches_on_output_grid_) return;  // the batches' sum is formed once, in take()
    const TallyShape& shape = plan_.shape();
    const std::scoped_lock lock(fine_mutex_);
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

void ItemRunner::add_to_batch(const Counted& counted, const std::vector<std::uint64_t>& counters) {
    const TallyShape& shape = plan_.shape();
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

Tallies ItemRunner::take() {
    const TallyShape& shape = plan_.shape();
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

}  // namespace ibtr
