#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/engine.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// Simulates work items on the calling thread and adds them to shared tallies; safe to call from many
/// threads at once. Never throws: OpenMP ends the process on an exception that leaves a parallel region.
class ItemRunner {
public:
    ItemRunner(const Tables& tables, const WorkPlan& plan, engine::SimulateTask simulate);

    void run(std::uint64_t item_number);

    [[nodiscard]] bool visit_limit_exceeded() const { return visit_limit_exceeded_.load(std::memory_order_relaxed); }
    [[nodiscard]] bool out_of_memory() const { return out_of_memory_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t women_done() const { return women_done_.load(std::memory_order_relaxed); }

    /// Call once, after the last item.
    Tallies take();

private:
    struct Bench {  ///< what one thread works with
        std::unique_ptr<engine::Workspace> workspace;
        std::vector<std::uint64_t> counters;
    };
    std::unique_ptr<Bench> borrow();
    void give_back(std::unique_ptr<Bench> bench);
    void add(const WorkItem& item, const std::vector<std::uint64_t>& counters);

    core::TablesView view_;
    const WorkPlan& plan_;
    engine::SimulateTask simulate_;
    Tallies tallies_;
    bool batches_on_output_grid_;
    std::mutex benches_mutex_;
    std::vector<std::unique_ptr<Bench>> benches_;
    std::vector<std::mutex> batch_mutexes_;
    std::mutex fine_mutex_;
    std::atomic<bool> visit_limit_exceeded_{false};
    std::atomic<bool> out_of_memory_{false};
    std::atomic<std::uint64_t> women_done_{0};
};

}  // namespace ibtr
