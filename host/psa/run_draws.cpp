#include "psa/run_draws.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "ibtr/error.hpp"
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace ibtr::psa {
namespace {

/// Hands out draw numbers to workers and finished draws to the one thread that stores them.
class Workshop {
public:
    Workshop(std::vector<bool> done, std::size_t most_waiting) : done_(std::move(done)), most_waiting_(most_waiting) {}

    /// A worker's life. Never throws.
    void work(const DrawContext& context, const Simulate& simulate) {
        while (const auto draw = next()) {
            try {
                finish(simulate_draw(context, *draw, simulate));
            } catch (...) {
                fail(*draw, std::current_exception());
            }
        }
        const std::scoped_lock lock(mutex_);
        ++retired_;
        something_finished_.notify_one();
    }

    void stop() {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
        room_.notify_all();
    }

    /// Waits for some time, or until half of the room is filled or all workers have retired; takes what is finished.
    std::vector<DrawRecord> take(std::chrono::duration<double> wait, unsigned workers) {
        std::unique_lock lock(mutex_);
        something_finished_.wait_for(
            lock, wait, [&] { return finished_.size() >= (most_waiting_ + 1) / 2 || retired_ == workers; });
        std::vector<DrawRecord> taken = std::exchange(finished_, {});
        room_.notify_all();
        return taken;
    }

    [[nodiscard]] bool all_retired(unsigned workers) {
        const std::scoped_lock lock(mutex_);
        return retired_ == workers && finished_.empty();
    }

    void rethrow_failure() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    std::optional<std::uint32_t> next() {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return stopped_ || finished_.size() < most_waiting_; });
        while (next_ < done_.size() && done_[next_]) ++next_;
        if (stopped_ || next_ == done_.size()) return std::nullopt;
        return static_cast<std::uint32_t>(next_++);
    }

    void finish(DrawRecord record) {
        const std::scoped_lock lock(mutex_);
        finished_.push_back(std::move(record));
        if (finished_.size() >= (most_waiting_ + 1) / 2) something_finished_.notify_one();
    }

    void fail(std::uint32_t draw, std::exception_ptr failure) {
        const std::scoped_lock lock(mutex_);
        if (!failure_ || draw < failed_draw_) {
            failure_ = std::move(failure);
            failed_draw_ = draw;
        }
        stopped_ = true;
        room_.notify_all();
    }

    const std::vector<bool> done_;
    const std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable something_finished_, room_;
    std::size_t next_ = 0;
    unsigned retired_ = 0;
    bool stopped_ = false;
    std::vector<DrawRecord> finished_;
    std::exception_ptr failure_;
    std::uint32_t failed_draw_ = 0;
};

/// Threads that are joined at the end of the scope, told to stop first.
class Workers {
public:
    Workers(Workshop& workshop, unsigned count, const DrawContext& context, const Simulate& simulate)
        : workshop_(workshop) {
        for (unsigned i = 0; i < count; ++i) threads_.emplace_back([&] { workshop.work(context, simulate); });
    }
    ~Workers() {
        workshop_.stop();
        for (std::thread& thread : threads_) thread.join();
    }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

private:
    Workshop& workshop_;
    std::vector<std::thread> threads_;
};

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

void run_draws(const DrawContext& context, Store& store, const Simulate& simulate, const RunDrawsOptions& options,
               const DrawProgress& progress) {
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::duration<double> patience{0.1};  // for an answer to Ctrl-C
    keep_freed_memory();
    const std::vector<bool> done = store.done();
    const auto total = static_cast<std::uint64_t>(std::count(done.begin(), done.end(), false));
    std::uint64_t stored = 0;
    bool interrupted = false;

    Workshop workshop(done, std::max<std::size_t>(2, options.most_waiting));
    {
        const Workers workers(workshop, options.threads, context, simulate);
        std::vector<DrawRecord> waiting;
        Clock::time_point last_commit = Clock::now();
        while (!workshop.all_retired(options.threads) || !waiting.empty()) {
            std::vector<DrawRecord> taken = workshop.take(patience, options.threads);
            waiting.insert(waiting.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
            const bool due = Clock::now() - last_commit >= std::chrono::duration<double>(options.commit_seconds);
            const bool full = waiting.size() >= options.most_waiting;
            if (!waiting.empty() && (due || full || workshop.all_retired(options.threads))) {
                std::sort(waiting.begin(), waiting.end(),
                          [](const DrawRecord& a, const DrawRecord& b) { return a.draw < b.draw; });
                store.append(waiting);
                stored += waiting.size();
                waiting.clear();
                last_commit = Clock::now();
            }
            if (!interrupted && progress && !progress(stored, total)) {
                interrupted = true;
                workshop.stop();
            }
        }
    }
    workshop.rethrow_failure();
    if (interrupted && stored < total) throw Interrupted("stopped by the user; all finished draws are stored");
}

}  // namespace ibtr::psa
