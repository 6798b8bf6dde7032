#pragma once

// Kernels that simulate many draws of an analysis in one launch and send back sums.

#include <cstddef>
#include <cstdint>

#include "counter_place.hpp"
#include "ibtr/core/address.hpp"
#include "ibtr/core/tables_view.hpp"
#include "ibtr/core/walk_kind.hpp"

namespace ibtr::cuda {

/// Most women of one block: one draw of ten thousand women then fills several multiprocessors.
inline constexpr std::uint32_t women_per_draw_item = 512;
inline constexpr unsigned most_threads_per_draw_block = 256;
inline constexpr unsigned threads_per_sum_block = 192;

/// A counter holds a number of events above this bit and the sum of their offsets [ticks] below it.
inline constexpr unsigned events_shift = 36;

/// A work item of some draw: women of one stratum and one batch.
struct DrawItem {
    std::uint32_t stratum;  ///< place of the draw in the launch * strata of the model + stratum
    std::uint32_t group;    ///< place of the draw * batches * cells + batch * cells + cell
    std::uint16_t draw;     ///< place of the draw in the launch
    std::uint16_t count;
    std::uint32_t first_low, patient_high;
};

struct WalkArguments {
    /// Of all draws of the launch as if they were one model: every draw has strata of its own.
    core::TablesView tables;
    core::PatientBlock block;    ///< draw comes from `draws`, patient_high from the item
    const std::uint32_t* draws;  ///< their numbers
    const DrawItem* items;
    Counter* counters;                    ///< [draw][batch][cell][strategy][edge][bin]
    std::uint32_t stride;                 ///< between women of an item
    std::uint32_t* visit_limit_exceeded;  ///< [draw]
};

/// The kernel that walks women; a block an item; its argument is WalkArguments.
const void* walk_draws_kernel(CounterPlace place, core::WalkKind kind);

/// A row of sums as a device reads it.
struct DeviceSumRow {
    std::uint32_t first_edge, minus_edge, end_edge;  ///< in SumArguments::edges: plus, then minus
    std::uint32_t first_end, intervals;              ///< in SumArguments::end_bins
    std::uint32_t first_count, first_offset;         ///< in a block's numbers
    std::uint32_t timed;
};

/// One block of threads for every draw and every (batch, cell, strategy) of it.
struct SumArguments {
    const Counter* counters;
    const DeviceSumRow* rows;
    const std::uint32_t* edges;
    const std::uint32_t* end_bins;
    std::uint32_t row_count, edge_count, bins, tick_shift;
    std::uint32_t blocks_a_draw;
    std::uint32_t counts_a_block, offsets_a_block;
    std::uint32_t wide;                         ///< counts of 32 and offsets of 64 bits, else of 16 and 32
    const std::uint32_t* visit_limit_exceeded;  ///< [draw]: what walk_draws has left
    std::byte* results;                         ///< those flags, then the draws' sums: see ResultLayout
    std::size_t first_draw, offsets_at, draw_bytes;
};

/// The kernel that forms sums of what walk_draws counted; its argument is SumArguments.
const void* sum_draws_kernel();

}  // namespace ibtr::cuda
