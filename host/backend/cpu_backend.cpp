#include "backend/cpu_backend.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "backend/for_each_item.hpp"
#include "backend/item_runner.hpp"
#include "backend/launch_size.hpp"
#include "ibtr/error.hpp"

namespace ibtr {

void RunItem::operator()(std::uint64_t item_number) const {
    runner->run(item_number);
}

void PullItems::operator()(std::uint64_t /*thread*/) const {
    for (std::uint64_t item = next->fetch_add(1); item < end; item = next->fetch_add(1)) runner->run(item);
}

CpuBackend::CpuBackend(std::string name, ForEachItem for_each_item, unsigned threads, engine::Choice engine)
    : name_(std::move(name)), for_each_item_(for_each_item), threads_(threads), engine_(engine) {}

std::string CpuBackend::description() const {
    return std::to_string(threads_) + (threads_ == 1 ? " thread" : " threads") + ", instruction set " + engine_.name;
}

Tallies CpuBackend::simulate(const Tables& tables, const WorkPlan& plan, const ProgressCallback& progress) {
    using SteadyClock = std::chrono::steady_clock;
    ItemRunner runner(tables, plan, engine_.simulate, pool_);
    const std::uint64_t total = plan.range().end - plan.range().begin;
    std::uint64_t launch = threads_;  // one item each: what an item takes is not known yet
    for (std::uint64_t first = 0; first < plan.items();) {
        const std::uint64_t count = std::min(launch, plan.items() - first);
        const SteadyClock::time_point start = SteadyClock::now();
        for_each_item_(runner, first, count, threads_);
        launch = next_launch(count, SteadyClock::now() - start, threads_);
        first += count;
        if (runner.visit_limit_exceeded())
            throw UsageError("a woman entered one state more than " + std::to_string(tables.header.visit_limit) +
                             " times: raise visit_limit (at most 255) or lower the hazards of the cycle");
        if (runner.out_of_memory()) throw BackendError(name_ + ": out of memory while simulating");
        if (progress && !progress(runner.women_done(), total)) throw Interrupted("stopped by the user");
    }
    return runner.take();
}

}  // namespace ibtr
