#pragma once

// The kernels that draw the women of virtual studies and count them.

#include <cstdint>

#include "ibtr/core/arm_women.hpp"

namespace ibtr::cuda {

inline constexpr unsigned most_threads_per_arm_block = 256;

struct ArmRecord {
    std::uint32_t first;  ///< place, in the columns and in a replicate's counts
    std::uint32_t places, women, study, arm;
};

struct ArmArguments {
    const core::AliasColumn* columns;  ///< of all arms
    const ArmRecord* arms;
    void* counts;                     ///< [replicate of the launch][place]
    std::uint32_t arm_count, places;  ///< of all arms
    std::uint32_t first_replicate;
    std::uint64_t seed;
};

/// Where a block counts, and what it leaves.
enum class ArmCounting : std::uint8_t {
    shared_16_bits,  ///< in shared memory, 4 bytes a place; 16 bits of each are left
    shared_32_bits,
    global_32_bits,  ///< in device memory, which must be 0 before
};

/// A block for every replicate and arm; its argument is ArmArguments.
const void* draw_arms_kernel(ArmCounting counting);

}  // namespace ibtr::cuda
