#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/engine.hpp"

namespace ibtr {

/// What one thread works with while it simulates an item.
struct Scratch {
    std::unique_ptr<engine::Workspace> workspace;
    std::vector<std::uint64_t> counters;
};

/// Scratch memory that outlives a simulation: a megabyte is zeroed once a thread, not once a parameter draw. What an
/// earlier model left there is never part of a result. Safe to use from many threads at once.
class ScratchPool {
public:
    [[nodiscard]] Scratch borrow() {
        Scratch scratch;
        {
            const std::scoped_lock lock(mutex_);
            if (!free_.empty()) {
                scratch = std::move(free_.back());
                free_.pop_back();
            }
        }
        if (!scratch.workspace) scratch.workspace = std::make_unique<engine::Workspace>();
        return scratch;
    }
    void give_back(Scratch scratch) {
        const std::scoped_lock lock(mutex_);
        free_.push_back(std::move(scratch));
    }

private:
    std::mutex mutex_;
    std::vector<Scratch> free_;
};

}  // namespace ibtr
