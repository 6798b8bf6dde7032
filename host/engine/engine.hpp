#pragma once

#include <cstdint>

#include "ibtr/core/address.hpp"
#include "ibtr/core/tables_view.hpp"

namespace ibtr::engine {

inline constexpr std::uint32_t widest_vector = 16;
inline constexpr std::uint32_t block_women = 2048;
/// Room for a last, partly filled vector.
inline constexpr std::uint32_t block_room = block_women + widest_vector;
/// Events that are noted before they are counted; about as many as a block has under one strategy.
inline constexpr std::uint32_t event_room = 2 * block_women;

/// Women who wait in one state for their next sojourn, as a structure of arrays.
struct Queue {
    std::uint32_t size;
    alignas(64) std::uint32_t patient_low[block_room];
    alignas(64) float entry_ticks[block_room];
    alignas(64) float age_ticks[block_room];
    alignas(64) float clock_start_ticks[block_room];  ///< when the entry clock was 0
    alignas(64) std::uint32_t edge[block_room];       ///< by which she came in
    alignas(64) std::uint64_t visits[2][block_room];  ///< [visit_word]
};

/// Scratch memory of one thread. Plain data, as queues are, zeroed once by whoever allocates it: lanes beyond the last
/// woman read what is there.
struct Workspace {
    alignas(64) float exponential[core::max_exits][block_room];
    alignas(64) float age_ticks[block_room];
    alignas(64) std::uint32_t event[event_room];
};

/// Women first_low, first_low + stride, ... of one stratum, under every strategy.
struct Task {
    const core::TablesView* tables;
    core::PatientBlock block;
    std::uint32_t stratum;
    std::uint32_t first_low;  ///< lower 32 bits of the first index
    std::uint32_t stride;
    std::uint32_t count;  ///< at most core::max_women_per_counter
    Workspace* workspace;
    Queue* queues;  ///< [states]
    /// [strategy][edge][bin]: number of events in the upper 32 bits, sum of their offsets in ticks in the lower. Added
    /// to, not cleared.
    std::uint64_t* counters;
};

/// @return false where a woman exceeds the visit limit.
using SimulateTask = bool (*)(const Task&);

// One function an instruction set, all from the same source (lockstep.hpp).
bool simulate_task_scalar(const Task& task);
bool simulate_task_baseline(const Task& task);
#if defined(__x86_64__)
bool simulate_task_x86_64_v2(const Task& task);
bool simulate_task_x86_64_v3(const Task& task);
bool simulate_task_x86_64_v4(const Task& task);
#endif

}  // namespace ibtr::engine
