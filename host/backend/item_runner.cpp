#include "backend/item_runner.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "ibtr/core/address.hpp"
#include "ibtr/core/ticks.hpp"

namespace ibtr {

ItemRunner::ItemRunner(const Tables& tables, const WorkPlan& plan, engine::SimulateTask simulate, ScratchPool& pool)
    : view_(tables.view()),
      plan_(plan),
      simulate_(simulate),
      pool_(pool),
      tallies_(plan.shape()),
      batches_on_output_grid_(plan.shape().interval_end_bins.size() == plan.shape().bins),
      batch_mutexes_(plan.shape().batches) {}

void ItemRunner::run(std::uint64_t item_number) try {
    if (visit_limit_exceeded()) return;
    const WorkItem item = plan_.item(item_number);
    const TallyShape& shape = plan_.shape();
    Scratch scratch = pool_.borrow([] { return Scratch{}; });
    scratch.counters.assign(shape.strategies * shape.edges * shape.bins, 0);

    engine::Task task{};
    task.tables = &view_;
    task.block.seed_low = static_cast<std::uint32_t>(plan_.seed());
    task.block.seed_high = static_cast<std::uint32_t>(plan_.seed() >> 32);
    task.block.draw = plan_.draw();
    task.block.patient_high = core::pack_patient_high(plan_.stratum_id(item.stratum), item.first_index);
    task.stratum = item.stratum;
    task.first_low = static_cast<std::uint32_t>(item.first_index);
    task.stride = static_cast<std::uint32_t>(shape.batches);
    task.count = item.count;
    task.workspace = scratch.workspace.get();
    task.counters = scratch.counters.data();
    if (simulate_(task))
        add(item, scratch.counters);
    else
        visit_limit_exceeded_.store(true, std::memory_order_relaxed);
    pool_.give_back(std::move(scratch));
    women_done_.fetch_add(item.count, std::memory_order_relaxed);
} catch (const std::bad_alloc&) {
    out_of_memory_.store(true, std::memory_order_relaxed);
}

void ItemRunner::add(const WorkItem& item, const std::vector<std::uint64_t>& counters) {
    const TallyShape& shape = plan_.shape();
    constexpr std::uint64_t offset_mask = 0xffffffffU;
    {
        const std::scoped_lock lock(batch_mutexes_[item.batch]);
        tallies_.patients[item.batch * shape.cells + item.cell] += item.count;
        for (std::size_t s = 0; s < shape.strategies; ++s) {
            for (std::size_t e = 0; e < shape.edges; ++e) {
                const std::uint64_t* from = counters.data() + (s * shape.edges + e) * shape.bins;
                const std::size_t row = shape.coarse(item.batch, s, item.cell, e, 0);
                std::uint64_t* counts = tallies_.batch_counts.data() + row;
                std::uint64_t* offsets = tallies_.batch_offsets.data() + row;
                if (batches_on_output_grid_) {
                    for (std::size_t bin = 0; bin < shape.bins; ++bin) {
                        counts[bin] += from[bin] >> 32;
                        offsets[bin] += from[bin] & offset_mask;
                    }
                    continue;
                }
                std::size_t bin = 0;
                for (std::size_t interval = 0; interval < shape.interval_end_bins.size(); ++interval) {
                    const std::size_t begin = bin;
                    for (; bin < shape.interval_end_bins[interval]; ++bin) {
                        const std::uint64_t events = from[bin] >> 32;
                        counts[interval] += events;
                        offsets[interval] += (from[bin] & offset_mask) + ((events * (bin - begin)) << shape.tick_shift);
                    }
                }
            }
        }
    }
    if (batches_on_output_grid_) return;  // the batches' sum is formed once, in take()
    const std::scoped_lock lock(fine_mutex_);
    for (std::size_t s = 0; s < shape.strategies; ++s) {
        const std::uint64_t* from = counters.data() + s * shape.edges * shape.bins;
        std::uint64_t* counts = tallies_.counts.data() + shape.fine(s, item.cell, 0, 0);
        std::uint64_t* offsets = tallies_.offsets.data() + shape.fine(s, item.cell, 0, 0);
        for (std::size_t k = 0; k < shape.edges * shape.bins; ++k) {
            counts[k] += from[k] >> 32;
            offsets[k] += from[k] & offset_mask;
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
