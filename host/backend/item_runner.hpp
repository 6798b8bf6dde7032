#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "backend/collector.hpp"
#include "base/parallel.hpp"
#include "engine/engine.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// What one thread works with while it simulates an item.
struct Scratch {
    std::unique_ptr<engine::Workspace> workspace = std::make_unique<engine::Workspace>();
    std::unique_ptr<engine::Queue[]> queues;  ///< [queue_count]
    std::size_t queue_count = 0;
    std::vector<std::uint64_t> counters;

    /// Queues for a model of so many states.
    engine::Queue* queues_of(std::size_t states) {
        if (states > queue_count) {
            queues = std::make_unique<engine::Queue[]>(states);
            queue_count = states;
        }
        return queues.get();
    }
};

/// Scratch memory that outlives a simulation: its queues are zeroed once a thread, not once a parameter draw. What an
/// earlier model left there is never part of a result.
using ScratchPool = Pool<Scratch>;

/// Simulates the work items of one plan on the calling thread, a stretch of them at a time, and gives
/// what is counted to a collector; safe to call from many threads at once.
class ItemRunner {
public:
    /// All arguments must outlive this object.
    ItemRunner(const Tables& tables, const WorkPlan& plan, engine::SimulateTask simulate, ScratchPool& pool,
               Collector& collector);

    /// The next stretch of items that nobody has begun. @return its women; 0: there was none left
    /// @throws UsageError where a woman exceeds the visit limit, BackendError where memory is short
    std::uint32_t run_next();
    /// Whether there is an item that nobody has begun.
    [[nodiscard]] bool items_left() const { return next_ < plan_.items(); }

private:
    std::uint32_t run(std::uint64_t first, std::uint64_t end);
    void walk(const WorkItem& item, Scratch& scratch) const;

    core::TablesView view_;
    const WorkPlan& plan_;
    engine::SimulateTask simulate_;
    ScratchPool& pool_;
    Collector& collector_;
    std::atomic<std::uint64_t> next_{0};
};

}  // namespace ibtr
