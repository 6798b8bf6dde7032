#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>

#include "backend/item_runner.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr {

/// What the threads of a CPU backend do together. Each takes a job at a time and walks its items; one that finds no
/// more jobs helps with the items of those that others walk. So many jobs are walked side by side, and one by all.
class Crew {
public:
    /// All must outlive this object.
    Crew(JobFlow& flow, engine::SimulateTask simulate, ScratchPool& pool)
        : flow_(flow), simulate_(simulate), pool_(pool) {}

    /// One thread's part; returns when there is nothing left to do. Never throws: OpenMP ends the process on an
    /// exception that leaves a parallel region.
    void work() noexcept;

private:
    /// A job whose items are being walked.
    struct Offer {
        std::uint64_t number;
        ItemRunner& runner;
        unsigned helpers;
    };

    bool work_at_next_job() noexcept;
    void work_at(const JobFlow::Pulled& pulled) noexcept;
    void walk_shared(std::uint64_t number, ItemRunner& runner) noexcept;
    void walk(std::uint64_t number, ItemRunner& runner) noexcept;
    void help() noexcept;

    JobFlow& flow_;
    engine::SimulateTask simulate_;
    ScratchPool& pool_;
    std::mutex mutex_;
    std::condition_variable changed_;
    unsigned at_jobs_ = 0;  ///< threads that have a job, or ask for one
    std::list<Offer> offers_;
};

}  // namespace ibtr
