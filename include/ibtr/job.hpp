#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "ibtr/sums.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// Called now and then with the women done so far (each counts once, whatever the number of strategies) out of those of
/// all jobs begun so far. By one thread at a time, though not always the same. Returning false stops the simulation
/// with Interrupted.
using ProgressCallback = std::function<bool(std::uint64_t women_done, std::uint64_t women_total)>;

/// One simulation, possibly among many: what to walk, and what becomes of the result. A backend calls prepare() and
/// then finish() once each, on a thread of its own, while other jobs are prepared, walked and finished on others.
class Job {
public:
    virtual ~Job() = default;
    /// Tables to walk, women to walk through them, and what is wanted of them. All live as long as the job.
    struct Input {
        const Tables& tables;
        const WorkPlan& plan;
        const SumPlan* sums = nullptr;  ///< of most_summed_women at the most; nullptr: the full tallies
    };
    /// Everything that takes time is made here, not when the job is handed out.
    virtual Input prepare() = 0;
    // One of these takes the result, the one that prepare() asked for. Not called where the simulation was stopped, or
    // an earlier job failed.

    virtual void finish(Tallies tallies);
    virtual void finish(Sums sums);
};

/// Where a backend's jobs come from, one after another, so that they need not all exist at once.
class JobSource {
public:
    virtual ~JobSource() = default;
    /// The next job; nullptr for ever after the last one. By one thread at a time. May wait until there is one.
    virtual std::unique_ptr<Job> next() = 0;
    /// No more jobs are wanted: whoever waits in next() returns nullptr. From any thread, also during next().
    virtual void stop() {}
};

/// A source of one job.
class SingleJob final : public JobSource {
public:
    explicit SingleJob(std::unique_ptr<Job> job) : job_(std::move(job)) {}
    std::unique_ptr<Job> next() override { return std::move(job_); }

private:
    std::unique_ptr<Job> job_;
};

}  // namespace ibtr
