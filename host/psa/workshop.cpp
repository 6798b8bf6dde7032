#include "psa/workshop.hpp"

#include <algorithm>
#include <utility>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace ibtr::psa {
namespace {

/// Every draw asks for the same few megabytes that the one before has freed: glibc keeps them instead of giving them
/// back to the system, which would cost a page fault each 4 KiB.
void keep_freed_memory() {
#if defined(__GLIBC__)
    constexpr int bytes = 64 << 20;
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, bytes);
#endif
}

}  // namespace

void Workshop::add(std::span<const std::uint32_t> draws) {
    const std::scoped_lock lock(mutex_);
    draws_.insert(draws_.end(), draws.begin(), draws.end());
    something_to_do_.notify_all();
}

void Workshop::close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    something_to_do_.notify_all();
}

std::size_t Workshop::not_begun() const {
    const std::scoped_lock lock(mutex_);
    return draws_.size();
}

std::vector<std::uint32_t> Workshop::give_away(std::size_t most) {
    const std::scoped_lock lock(mutex_);
    if (stopped_) return {};
    const auto end = draws_.begin() + static_cast<std::ptrdiff_t>(std::min(most, draws_.size()));
    std::vector<std::uint32_t> given(draws_.begin(), end);
    draws_.erase(draws_.begin(), end);
    return given;
}

std::vector<DrawRecord> Workshop::take(std::chrono::duration<double> wait) {
    std::unique_lock lock(mutex_);
    something_finished_.wait_for(lock, wait,
                                 [&] { return finished_.size() >= (most_waiting_ + 1) / 2 || working_ == 0; });
    std::vector<DrawRecord> taken = std::exchange(finished_, {});
    something_to_do_.notify_all();
    return taken;
}

bool Workshop::all_retired() const {
    const std::scoped_lock lock(mutex_);
    return working_ == 0 && finished_.empty();
}

void Workshop::stop() {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    something_to_do_.notify_all();
}

bool Workshop::failed() const {
    const std::scoped_lock lock(mutex_);
    return failure_ != nullptr;
}

void Workshop::rethrow_failure() const {
    const std::scoped_lock lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
}

void Workshop::work(const DrawContext& context, const Simulate& simulate) {
    while (const auto draw = next()) {
        try {
            finish(simulate_draw(context, *draw, simulate));
        } catch (...) {
            fail(*draw, std::current_exception());
        }
    }
    const std::scoped_lock lock(mutex_);
    --working_;
    something_finished_.notify_one();
}

std::optional<std::uint32_t> Workshop::next() {
    std::unique_lock lock(mutex_);
    something_to_do_.wait(lock, [&] {
        const bool room = finished_.size() < most_waiting_;
        return stopped_ || (room && (closed_ || !draws_.empty()));
    });
    if (stopped_ || draws_.empty()) return std::nullopt;
    const std::uint32_t draw = draws_.front();
    draws_.pop_front();
    return draw;
}

void Workshop::finish(DrawRecord record) {
    const std::scoped_lock lock(mutex_);
    finished_.push_back(std::move(record));
    if (finished_.size() >= (most_waiting_ + 1) / 2) something_finished_.notify_one();
}

void Workshop::fail(std::uint32_t draw, std::exception_ptr failure) {
    const std::scoped_lock lock(mutex_);
    if (!failure_ || draw < failed_draw_) {
        failure_ = std::move(failure);
        failed_draw_ = draw;
    }
    stopped_ = true;
    something_to_do_.notify_all();
}

Workers::Workers(Workshop& workshop, unsigned count, const DrawContext& context, const Simulate& simulate)
    : workshop_(workshop) {
    keep_freed_memory();
    {
        const std::scoped_lock lock(workshop.mutex_);
        workshop.working_ += count;
    }
    for (unsigned i = 0; i < count; ++i) threads_.emplace_back([&] { workshop.work(context, simulate); });
}

Workers::~Workers() {
    workshop_.stop();
    for (std::thread& thread : threads_) thread.join();
}

}  // namespace ibtr::psa
