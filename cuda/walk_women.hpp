#pragma once

// Device code that the kernels share.

#include <cstdint>

#include "counter_place.hpp"
#include "device_lane.hpp"
#include "ibtr/core/walk.hpp"

namespace ibtr::cuda {

/// Blocks of 256 threads that a multiprocessor shall hold at once, which bounds a thread's registers: 64, enough for
/// the walk without spills; 80 where events go straight to device memory and places of counters of 64 bits are formed
/// during the walk, in models in cycles, by entry clocks, and by the assemblers for sm_100 and later, which spill where
/// they have registers left.
constexpr unsigned walk_resident_blocks(CounterPlace place, core::WalkKind kind) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 1000
    constexpr unsigned most = 3;
#else
    constexpr unsigned most = 4;
#endif
    return kind != core::WalkKind::continuous || place == CounterPlace::global ? 3 : most;
}

/// Women of one work item.
struct Women {
    std::uint32_t stratum, first_low, stride, count;
};

/// Walks women under strategies begin ... end - 1; each thread of the block takes every blockDim.x-th woman.
/// @param block with the item's patient_high
/// @tparam kind of the walk: the registers that one kind takes are no concern of the others
/// @param make_recorder called with a strategy
/// @param exceed called where a woman exceeds the visit limit
template <core::WalkKind kind, class MakeRecorder, class Exceed>
__device__ void walk_women(const core::TablesView& tables, const core::PatientBlock& block, const Women& women,
                           std::uint32_t begin, std::uint32_t end, MakeRecorder make_recorder, Exceed exceed) {
    const core::TablesHeader& header = tables.header;
    // Two numbers stand for the loop, a woman and how many follow: a third one over the whole walk would spill.
    std::uint32_t patient_low = women.first_low + threadIdx.x * women.stride;
    std::uint32_t left = (women.count + blockDim.x - 1 - threadIdx.x) / blockDim.x;
    for (; left > 0; --left, patient_low += blockDim.x * women.stride) {
        const float age =
            core::draw_age<DeviceLane, core::is_in_cycles(kind)>(tables, women.stratum, block, patient_low);
        const core::StateRecord start = tables.states[tables.starts[women.stratum].state];
        const auto first = core::draw_exponentials<DeviceLane>(block, patient_low, start.address, 0, start.exits);
        for (std::uint32_t strategy = begin; strategy < end; ++strategy) {
            const float* inverse =
                tables.inverse_multipliers + (strategy * header.strata + women.stratum) * header.exits;
            if (!core::walk_patient<kind, DeviceLane>(tables, tables.starts[women.stratum],
                                                      core::tables_row(header, strategy, women.stratum), inverse, block,
                                                      patient_low, age, first, make_recorder(strategy)))
                exceed();
        }
    }
}

/// Adds events to a strategy's counters in shared memory.
struct SharedRecorder {
    std::uint32_t* counts;
    std::uint32_t offsets_after;  ///< from a counter of events to that of their offsets
    std::uint32_t bins, shift;

    __device__ void operator()(std::uint32_t edge, std::uint32_t tick) const {
        const std::uint32_t bin = tick >> shift;
        std::uint32_t* counter = counts + (edge * bins + bin);
        atomicAdd(counter, 1U);
        atomicAdd(counter + offsets_after, tick - (bin << shift));
    }
};

/// Walks women with counters of strategies begin ... end - 1 in the block's shared memory: first their events, then, as
/// many numbers on, their offsets. On return they are complete.
template <core::WalkKind kind, class Exceed>
__device__ void walk_in_shared(const core::TablesView& tables, const core::PatientBlock& block, const Women& women,
                               std::uint32_t begin, std::uint32_t end, std::uint32_t* shared, Exceed exceed) {
    const core::TablesHeader& header = tables.header;
    const std::uint32_t per_strategy = header.edges * header.bins;
    const std::uint32_t total = (end - begin) * per_strategy;
    for (std::uint32_t k = threadIdx.x; k < 2 * total; k += blockDim.x) shared[k] = 0;
    __syncthreads();
    const auto recorder = [&](std::uint32_t strategy) {
        return SharedRecorder{shared + (strategy - begin) * per_strategy, total, header.bins, header.tick_shift};
    };
    walk_women<kind>(tables, block, women, begin, end, recorder, exceed);
    __syncthreads();
}

}  // namespace ibtr::cuda
