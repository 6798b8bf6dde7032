#include "job_desk.hpp"

#include <chrono>
#include <utility>

namespace ibtr::cuda {

void JobDesk::work() noexcept {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return !walked_.empty() || may_pull() || (ended_ && jobs_ == 0); });
        if (!walked_.empty()) {
            Walked walked = std::move(walked_.front());
            walked_.pop_front();
            lock.unlock();
            finish(std::move(walked));
            lock.lock();
            --jobs_;
            changed_.notify_all();
        } else if (may_pull()) {
            pull_and_prepare(lock);
        } else {
            return;
        }
    }
}

void JobDesk::pull_and_prepare(std::unique_lock<std::mutex>& lock) {
    pulling_ = true;
    ++jobs_;
    lock.unlock();
    std::optional<JobFlow::Pulled> pulled = flow_.pull();
    lock.lock();
    pulling_ = false;
    if (!pulled) {
        ended_ = true;
        --jobs_;
        changed_.notify_all();
        return;
    }
    ++preparing_;
    changed_.notify_all();
    lock.unlock();
    std::optional<PreparedDraw> draw = prepare(*std::move(pulled));
    lock.lock();
    --preparing_;
    if (draw)
        ready_.push_back(*std::move(draw));
    else
        --jobs_;
    changed_.notify_all();
}

/// @return nothing where the job is done, or has failed
std::optional<PreparedDraw> JobDesk::prepare(JobFlow::Pulled pulled) noexcept {
    const std::uint64_t number = pulled.number;
    try {
        PreparedDraw draw(std::move(pulled));
        flow_.begin(draw.input.plan);
        if (can_be_summed(draw.input)) return draw;
        walk_alone_(draw);
    } catch (...) {
        flow_.fail(number);
    }
    return std::nullopt;
}

void JobDesk::finish(Walked walked) noexcept try {
    if (!flow_.wanted(walked.draw.pulled.number)) return;
    if (!walked.collect) return walk_alone_(walked.draw);
    Sums sums = walked.collect();
    walked.collect = {};  // what the sums were read from is free again
    walked.draw.pulled.job->finish(std::move(sums));
} catch (...) {
    flow_.fail(walked.draw.pulled.number);
}

std::vector<PreparedDraw> JobDesk::take(std::size_t most, bool wait) {
    // Host threads are on their way with more: a launch of few draws would cost as much as one of many. A source that
    // lets them wait is not waited for.
    constexpr std::chrono::milliseconds patience{20};
    std::unique_lock lock(mutex_);
    const auto enough = [&] { return ready_.size() >= most; };
    if (!wait && !enough()) return {};
    const auto settled = [&] { return enough() || !more_to_come(); };
    changed_.wait(lock, [&] { return !ready_.empty() || (ended_ && !more_to_come()); });
    changed_.wait_for(lock, patience, settled);
    std::vector<PreparedDraw> taken;
    for (; !ready_.empty() && taken.size() < most; ready_.pop_front()) taken.push_back(std::move(ready_.front()));
    return taken;
}

void JobDesk::close() {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    changed_.notify_all();
}

void JobDesk::make_room(std::size_t jobs) {
    const std::scoped_lock lock(mutex_);
    room_ += jobs;
    changed_.notify_all();
}

void JobDesk::put_back(PreparedDraw draw) {
    const std::scoped_lock lock(mutex_);
    ready_.push_front(std::move(draw));
    changed_.notify_all();
}

void JobDesk::hand_back(PreparedDraw draw, Collect collect) {
    const std::scoped_lock lock(mutex_);
    walked_.push_back({std::move(draw), std::move(collect)});
    changed_.notify_all();
}

}  // namespace ibtr::cuda
