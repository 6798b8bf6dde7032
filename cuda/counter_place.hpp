#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ibtr/core/tables_view.hpp"

namespace ibtr::cuda {

using Counter = unsigned long long;  // the type of CUDA's 64-bit atomicAdd

/// Where a block counts events before they reach the device's tallies.
enum class CounterPlace : std::uint8_t {
    shared_all,  ///< counters of all strategies in shared memory
    shared_one,  ///< one strategy after another in shared memory: every woman's first sojourn is drawn once a strategy
    global,      ///< no shared memory: straight to the tallies
};
inline constexpr CounterPlace all_places[] = {CounterPlace::shared_all, CounterPlace::shared_one, CounterPlace::global};

/// Dynamic shared memory of a block [bytes].
std::size_t shared_bytes(CounterPlace place, const core::TablesHeader& header);

/// A place that a device has room for.
struct PlaceOffer {
    CounterPlace place;
    std::size_t bytes;    ///< of shared memory, a block
    int resident_blocks;  ///< that one multiprocessor holds at once, at least 1
};

/// The place to count in. Where a work item has fewer women than a strategy has counters, clearing and emptying
/// counters would cost more than they save: global. Else the first of the offers that keeps enough blocks resident to
/// hide memory's latency (two), or as many as any later offer.
/// @param offers in the order of all_places, `global` among them
PlaceOffer choose_place(const std::vector<PlaceOffer>& offers, const core::TablesHeader& header,
                        std::uint64_t women_per_item);

/// The place that a test asks for by the environment variable IBTR_CUDA_COUNTERS=all|one|global.
/// @throws BackendError where it has another value or no offer is for that place
PlaceOffer named_place(const std::string& name, const std::vector<PlaceOffer>& offers);

}  // namespace ibtr::cuda
