#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace ibtr {

/// @param wanted 0: as many as the machine has
inline unsigned thread_count(unsigned wanted) {
    return wanted > 0 ? wanted : std::max(1U, std::thread::hardware_concurrency());
}

/// Calls work(i) for i in [0, count) on several threads, in no particular order; rethrows the first exception.
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
        for (unsigned t = 1; t < threads && t < count; ++t) others.emplace_back(loop);
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
