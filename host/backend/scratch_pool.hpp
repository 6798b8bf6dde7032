#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/parallel.hpp"
#include "engine/engine.hpp"

namespace ibtr {

/// What one thread works with while it simulates an item.
struct Scratch {
    std::unique_ptr<engine::Workspace> workspace = std::make_unique<engine::Workspace>();
    std::vector<std::uint64_t> counters;
};

/// Scratch memory that outlives a simulation: a megabyte is zeroed once a thread, not once a parameter draw. What an
/// earlier model left there is never part of a result.
using ScratchPool = Pool<Scratch>;

}  // namespace ibtr
