#include "backend/crew.hpp"

#include <algorithm>
#include <optional>

namespace ibtr {

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
    ItemRunner runner(input.tables, input.plan, simulate_, pool_);
    flow_.begin(input.plan);
    walk_shared(pulled.number, runner);
    if (flow_.wanted(pulled.number)) pulled.job->finish(runner.take());
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

}  // namespace ibtr
