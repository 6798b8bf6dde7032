#pragma once

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace ibtr {

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
