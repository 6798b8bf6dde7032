#include "backend/item_runner.hpp"

#include <new>
#include <utility>

#include "ibtr/core/address.hpp"
#include "ibtr/error.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr {
ItemRunner::ItemRunner(const Tables& tables, const WorkPlan& plan, engine::SimulateTask simulate, ScratchPool& pool,
                       Collector& collector)
    : view_(tables.view()), plan_(plan), simulate_(simulate), pool_(pool), collector_(collector) {}

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
    collector_.add(counted, scratch.counters);
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
    task.queues = scratch.queues_of(view_.header.states);
    task.counters = scratch.counters.data();
    if (!simulate_(task)) throw UsageError(visit_limit_message(view_.header.visit_limit));
}

}  // namespace ibtr
