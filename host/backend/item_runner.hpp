#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

#include "backend/scratch_pool.hpp"
#include "engine/engine.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// Simulates work items on the calling thread and adds them to shared tallies; safe to call from many
/// threads at once. Never throws: OpenMP ends the process on an exception that leaves a parallel region.
class ItemRunner {
public:
    /// All arguments must outlive this object.
    ItemRunner(const Tables& tables, const WorkPlan& plan, engine::SimulateTask simulate, ScratchPool& pool);

    void run(std::uint64_t item_number);

    [[nodiscard]] bool visit_limit_exceeded() const { return visit_limit_exceeded_.load(std::memory_order_relaxed); }
    [[nodiscard]] bool out_of_memory() const { return out_of_memory_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t women_done() const { return women_done_.load(std::memory_order_relaxed); }

    /// Call once, after the last item.
    Tallies take();

private:
    void add(const WorkItem& item, const std::vector<std::uint64_t>& counters);

    core::TablesView view_;
    const WorkPlan& plan_;
    engine::SimulateTask simulate_;
    ScratchPool& pool_;
    Tallies tallies_;
    bool batches_on_output_grid_;
    std::vector<std::mutex> batch_mutexes_;
    std::mutex fine_mutex_;
    std::atomic<bool> visit_limit_exceeded_{false};
    std::atomic<bool> out_of_memory_{false};
    std::atomic<std::uint64_t> women_done_{0};
};

}  // namespace ibtr
