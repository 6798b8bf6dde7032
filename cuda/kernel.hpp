#pragma once

#include <cstddef>
#include <cstdint>

#include "counter_place.hpp"
#include "ibtr/core/address.hpp"
#include "ibtr/core/tables_view.hpp"
#include "ibtr/core/walk_kind.hpp"

namespace ibtr::cuda {

/// A work item as a block reads it.
struct DeviceItem {
    std::uint32_t stratum, batch, cell, count;
    std::uint32_t first_low, patient_high;
};

/// Tallies in device memory, for the batches first_batch ... of one piece. Layout of TallyShape.
struct DeviceTallies {
    Counter* counts;  ///< [strategy][cell][edge][bin]
    Counter* offsets;
    Counter* batch_counts;  ///< [batch of the piece][strategy][cell][edge][interval]
    Counter* batch_offsets;
    const std::uint32_t* interval_of_bin;  ///< [bin]
    const std::uint32_t* interval_begin;   ///< [interval]: its first bin
    std::uint32_t intervals, cells, first_batch;
};

struct KernelArguments {
    core::TablesView tables;   ///< device pointers
    core::PatientBlock block;  ///< patient_high comes from the item
    const DeviceItem* items;
    std::uint32_t item_count, stride;
    DeviceTallies tallies;
    std::uint32_t* visit_limit_exceeded;
};

inline constexpr unsigned threads_per_block = 256;

/// The kernel that counts there, as Stream::launch takes it; its argument is KernelArguments.
const void* kernel_of(CounterPlace place, core::WalkKind kind);

}  // namespace ibtr::cuda
