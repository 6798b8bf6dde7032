#include "backend/cpu_backend.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <utility>

#include "base/parallel.hpp"
#include "ibtr/error.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr {
namespace {

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

void Crew::work() noexcept {
    while (work_at_next_job()) {
    }
    help();
}

bool Crew::work_at_next_job() noexcept {
    {
        const std::scoped_lock lock(mutex_);
        ++at_jobs_;
    }
    const std::optional<JobFlow::Pulled> pulled = flow_.pull();
    if (pulled) work_at(*pulled);
    const std::scoped_lock lock(mutex_);
    --at_jobs_;
    changed_.notify_all();
    return pulled.has_value();
}

void Crew::work_at(const JobFlow::Pulled& pulled) noexcept try {
    const Job::Input input = pulled.job->prepare();
    flow_.begin(input.plan);
    const auto collect = [&](auto collector) {
        ItemRunner runner(input.tables, input.plan, simulate_, pool_, collector);
        walk_shared(pulled.number, runner);
        if (flow_.wanted(pulled.number)) pulled.job->finish(collector.take());
    };
    if (input.sums != nullptr)
        collect(SumCollector(*input.sums, input.plan.shape()));
    else
        collect(TallyCollector(input.plan.shape()));
} catch (...) {
    flow_.fail(pulled.number);
}

void Crew::walk_shared(std::uint64_t number, ItemRunner& runner) noexcept {
    std::unique_lock lock(mutex_);
    const auto offer = offers_.insert(offers_.end(), Offer{number, runner, 0});
    changed_.notify_all();
    lock.unlock();
    walk(number, runner);
    lock.lock();
    changed_.wait(lock, [&] { return offer->helpers == 0; });
    offers_.erase(offer);
}

void Crew::walk(std::uint64_t number, ItemRunner& runner) noexcept try {
    while (flow_.wanted(number)) {
        const std::uint32_t women = runner.run_next();
        if (women == 0) return;
        flow_.done(women);
    }
} catch (...) {
    flow_.fail(number);
}

void Crew::help() noexcept {
    std::unique_lock lock(mutex_);
    for (;;) {
        auto offer = offers_.end();
        changed_.wait(lock, [&] {
            offer = std::find_if(offers_.begin(), offers_.end(), [&](const Offer& candidate) {
                return candidate.runner.items_left() && flow_.wanted(candidate.number);
            });
            return offer != offers_.end() || at_jobs_ == 0;
        });
        if (offer == offers_.end()) return;
        ++offer->helpers;
        lock.unlock();
        walk(offer->number, offer->runner);
        lock.lock();
        --offer->helpers;
        changed_.notify_all();
    }
}

}  // namespace

CpuBackend::CpuBackend(std::string name, OnThreads on_threads, unsigned threads, engine::UsableEngine engine)
    : name_(std::move(name)), on_threads_(on_threads), threads_(threads), engine_(engine) {}

std::string CpuBackend::description() const {
    return std::to_string(threads_) + (threads_ == 1 ? " thread" : " threads") + ", instruction set " + engine_.name;
}

void CpuBackend::simulate(JobSource& jobs, const ProgressCallback& progress) {
    JobFlow flow(jobs, progress);
    Crew crew(flow, engine_.simulate, pool_);
    on_threads_(threads_, [&] { crew.work(); });
    flow.close();
}

std::unique_ptr<Backend> make_cpu_backend(const std::string& name, unsigned threads, engine::UsableEngine engine) {
    if (threads == 0) threads = available_threads();
    if (name == "omp" || name == "tbb") require_threads(threads - 1);
    if (name == "omp") return std::make_unique<CpuBackend>(name, on_threads_omp, threads, engine);
    if (name == "tbb") return std::make_unique<CpuBackend>(name, on_threads_tbb, threads, engine);
    if (name == "cpp") return std::make_unique<CpuBackend>(name, on_threads_cpp, 1, engine);
    throw UsageError("--backend " + name + ": not a backend; use auto, cuda, omp, tbb or cpp");
}

}  // namespace ibtr
