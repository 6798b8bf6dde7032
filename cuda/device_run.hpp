#pragma once

#include <atomic>
#include <cstdint>

#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::cuda {

/// What the threads that drive the devices share with the thread that waits for them.
struct SharedState {
    std::atomic<std::uint64_t> women_done{0};
    std::atomic<bool> stop{false};  ///< set to end early: the user asked, or another device failed
    std::atomic<bool> visit_limit_exceeded{false};
};

/// Simulates every devices-th work item, starting with number `device`, on one device.
/// @return this device's share of the tallies (counts, offsets and batch rows; `patients` too)
/// @throws BackendError naming the failing call
Tallies run_on_device(int device, int devices, const Tables& tables, const WorkPlan& plan, SharedState& shared);

}  // namespace ibtr::cuda
