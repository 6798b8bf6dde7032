#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "ibtr/error.hpp"

namespace ibtr {

/// @param wanted 0: as many as the machine has
inline unsigned thread_count(unsigned wanted) {
    return wanted > 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

/// A thread of its own. @throws BackendError where the system has none left
template <class Work>
std::jthread start_thread(Work work) try {
    return std::jthread(std::move(work));
} catch (const std::system_error& error) {
    throw BackendError(std::string("the system gives no more threads (") + error.code().message() +
                       "): use fewer with --threads, or raise the limit (ulimit -u)");
}

/// Tries whether so many threads can live at once: libraries that start their own end the process where they get none.
/// @throws BackendError where they cannot
inline void require_threads(unsigned count) {
    std::promise<void> all_started;
    const std::shared_future<void> wait(all_started.get_future());
    std::vector<std::jthread> threads;
    struct LetGo {
        std::promise<void>& promise;
        ~LetGo() { promise.set_value(); }
    };
    const LetGo before_they_are_joined{all_started};
    for (unsigned t = 0; t < count; ++t) threads.push_back(start_thread([wait] { wait.wait(); }));
}

/// Calls work(i) for i in [0, count) on several threads, in no particular order; rethrows the first exception.
/// @throws BackendError where the system has no threads left
template <class Work>
void parallel_for(std::size_t count, unsigned threads, Work work) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failing;
    const auto loop = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        } catch (...) {
            const std::lock_guard lock(failing);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    {
        std::vector<std::jthread> others;
        try {
            for (unsigned t = 1; t < threads && t < count; ++t) others.push_back(start_thread(loop));
        } catch (...) {
            next = count;
            throw;
        }
        loop();
    }
    if (failure) std::rethrow_exception(failure);
}

/// What is dear to make and serves one thread at a time: borrowed, given back and borrowed again. Safe to use from many
/// threads at once.
template <class Item>
class Pool {
public:
    /// @return one that was given back, or make()
    template <class Make>
    [[nodiscard]] Item borrow(Make make) {
        std::optional<Item> item;
        {
            const std::scoped_lock lock(mutex_);
            if (!free_.empty()) {
                item.emplace(std::move(free_.back()));
                free_.pop_back();
            }
        }
        return item ? *std::move(item) : make();
    }
    void give_back(Item item) {
        const std::scoped_lock lock(mutex_);
        free_.push_back(std::move(item));
    }

private:
    std::mutex mutex_;
    std::vector<Item> free_;
};

}  // namespace ibtr
