#include "arm_kernel.hpp"

namespace ibtr::cuda {
namespace {

struct BlockOfWomen {
    ArmRecord arm;
    core::ArmStream stream;
    std::size_t first_count;
};

__device__ BlockOfWomen block_of_women(const ArmArguments& a) {
    const std::uint32_t replicate = blockIdx.x / a.arm_count;
    const ArmRecord arm = a.arms[blockIdx.x - replicate * a.arm_count];
    return {arm,
            {a.seed, a.first_replicate + replicate, arm.study, arm.arm},
            std::size_t{replicate} * a.places + arm.first};
}

__device__ void draw_women(const ArmArguments& a, const BlockOfWomen& block, std::uint32_t* counts) {
    const ArmRecord& arm = block.arm;
    for (std::uint32_t pair = threadIdx.x; pair < (arm.women + 1) / 2; pair += blockDim.x)
        core::draw_pair(block.stream, a.columns + arm.first, arm.places, arm.women, pair,
                        [&](std::uint32_t, std::uint32_t place) { atomicAdd(counts + place, 1U); });
}

template <class Count>
__global__ void __launch_bounds__(most_threads_per_arm_block) draw_arms_shared(const __grid_constant__ ArmArguments a) {
    extern __shared__ std::uint32_t counts[];
    const BlockOfWomen block = block_of_women(a);
    const std::uint32_t places = block.arm.places;
    for (std::uint32_t place = threadIdx.x; place < places; place += blockDim.x) counts[place] = 0;
    __syncthreads();
    draw_women(a, block, counts);
    __syncthreads();
    Count* to = static_cast<Count*>(a.counts) + block.first_count;
    for (std::uint32_t place = threadIdx.x; place < places; place += blockDim.x)
        to[place] = static_cast<Count>(counts[place]);
}

__global__ void __launch_bounds__(most_threads_per_arm_block) draw_arms_global(const __grid_constant__ ArmArguments a) {
    const BlockOfWomen block = block_of_women(a);
    draw_women(a, block, static_cast<std::uint32_t*>(a.counts) + block.first_count);
}

}  // namespace

const void* draw_arms_kernel(ArmCounting counting) {
    void (*kernel)(ArmArguments) = draw_arms_global;
    if (counting == ArmCounting::shared_16_bits) kernel = draw_arms_shared<std::uint16_t>;
    if (counting == ArmCounting::shared_32_bits) kernel = draw_arms_shared<std::uint32_t>;
    return reinterpret_cast<const void*>(kernel);
}

}  // namespace ibtr::cuda
