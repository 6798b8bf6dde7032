// The stages of the walk as kernels of their own, so that their instructions can be counted: scripts/gpu-instructions.
// Each reads two words and writes one; `stage_empty` is what that costs by itself.
#include <cstdint>

#include "device_lane.hpp"
#include "ibtr/core/sojourn.hpp"
#include "ibtr/core/ticks.hpp"

using namespace ibtr::core;

extern "C" {

__global__ void stage_empty(const std::uint32_t* in, std::uint32_t* out) {
    out[0] = in[0] ^ in[1];
}

__global__ void stage_philox(const std::uint32_t* in, std::uint32_t* out) {
    const Block<Lane> block = random_block<Lane>({in[0], in[1], in[0], in[1]}, in[0], 1, in[1], Purpose::sojourn);
    out[0] = block.word[0] ^ block.word[1] ^ block.word[2] ^ block.word[3];
}

__global__ void stage_exponential(const std::uint32_t* in, std::uint32_t* out) {
    out[0] = Lane::bits(exponential<Lane>(in[0] ^ in[1]));
}

// Inversion of a table with 2 and with 32 entries; the difference is four steps of the search.
__global__ void stage_invert_2(const std::uint32_t* in, std::uint32_t* out, const float* pool) {
    out[0] = Lane::bits(invert<ibtr::cuda::DeviceLane>(pool, {in[0], 1}, Lane::from_bits(in[1])));
}
__global__ void stage_invert_32(const std::uint32_t* in, std::uint32_t* out, const float* pool) {
    out[0] = Lane::bits(invert<ibtr::cuda::DeviceLane>(pool, {in[0], 5}, Lane::from_bits(in[1])));
}
__global__ void stage_evaluate_2(const std::uint32_t* in, std::uint32_t* out, const float* pool) {
    out[0] = Lane::bits(evaluate<ibtr::cuda::DeviceLane>(pool, {in[0], 1}, Lane::from_bits(in[1])));
}

// Where a sojourn's tables and multipliers are: three addresses, from which all exits are read.
__global__ void stage_sojourn(const std::uint32_t* in, std::uint32_t* out, TablesView tables, const float* inverse) {
    const TableRef* refs = tables.exit_tables + in[0] * tables.header.exits + in[1];
    out[0] = refs->first + static_cast<std::uint32_t>(tables.exits[in[1]].clock) + Lane::bits(inverse[in[1]]);
}

// One more exit in the choice of the first: its records and multiplier, comparison, selection.
__global__ void stage_exit(const std::uint32_t* in, std::uint32_t* out, const TableRef* refs, const ExitRecord* exits,
                           const float* inverse) {
    const float tau = Lane::from_bits(in[1]) * inverse[3] + Lane::from_bits(refs[3].first + refs[3].log2_size);
    const bool earlier = tau < Lane::from_bits(in[0]) && exits[3].clock != Clock::age;
    out[0] = Lane::bits(Lane::select(earlier, tau, 1.0F)) + static_cast<std::uint32_t>(Lane::select(earlier, 1, 2));
}

// An event: horizon, tick, bin, two counters in shared memory, next node and state.
__global__ void stage_event(const std::uint32_t* in, std::uint32_t* out, TablesView tables) {
    extern __shared__ std::uint32_t counters[];
    const float time = Lane::from_bits(in[0]);
    if (time > static_cast<float>(tables.header.bins << tables.header.tick_shift)) return;
    const auto tick = static_cast<std::uint32_t>(tick_of<Lane>(time));
    const std::uint32_t bin = tick >> tables.header.tick_shift;
    const std::uint32_t place = in[1] * tables.header.bins + bin;
    atomicAdd(counters + place, 1U);
    atomicAdd(counters + tables.header.edges * tables.header.bins + place, tick - (bin << tables.header.tick_shift));
    const NodeRecord node = tables.nodes[tables.edge_to[in[1]]];
    const StateRecord state = tables.states[node.state];
    out[0] = node.first_edge + state.first_exit + state.exits + state.visit_counter;
}

}  // extern "C"
