#pragma once

#include <cstdint>

#include "counter_place.hpp"
#include "ibtr/core/walk_kind.hpp"

namespace ibtr::cuda {

/// A kernel in its variants, and the threads of its blocks.
struct PlacedKernel {
    const void* (*at)(CounterPlace place, core::WalkKind kind);
    unsigned threads;
};

/// Where a kernel counts on the device in use: the best of the places that its multiprocessors have room for, or the
/// one that IBTR_CUDA_COUNTERS names.
/// @throws BackendError where no block fits, or not at the place that is named
PlaceOffer place_on_device(const PlacedKernel& kernel, const core::TablesHeader& header, std::uint64_t women_per_item,
                           int device);

}  // namespace ibtr::cuda
