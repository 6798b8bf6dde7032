#include "draw_kernels.hpp"
#include "walk_women.hpp"

namespace ibtr::cuda {
namespace {

/// Blocks of the kernel that forms sums: with fewer some assemblers spill where they have registers left.
constexpr unsigned min_resident_sum_blocks = 5;

__device__ constexpr Counter packed(Counter events, Counter offset) {
    return (events << events_shift) + offset;
}

/// Adds events straight to a strategy's counters in device memory.
struct CounterRecorder {
    const WalkArguments& a;
    std::uint32_t first;  ///< of the strategy's counters

    __device__ void operator()(std::uint32_t edge, std::uint32_t tick) const {
        const std::uint32_t shift = a.tables.header.tick_shift, bin = tick >> shift;
        atomicAdd(a.counters + (first + edge * a.tables.header.bins + bin), packed(1, tick - (bin << shift)));
    }
};

/// The first counter of an item's women under the first strategy; those under the others follow.
__device__ std::uint32_t first_counter(const WalkArguments& a) {
    const core::TablesHeader& header = a.tables.header;
    return a.items[blockIdx.x].group * (header.strategies * header.edges * header.bins);
}

/// Rare: the item is read again, so that nothing is kept for it during the walk.
__device__ void exceed(const WalkArguments& a) {
    atomicExch(a.visit_limit_exceeded + a.items[blockIdx.x].draw, 1U);
}

/// One pass over an item with counters of strategies begin ... end - 1 in shared memory.
template <core::WalkKind kind>
__device__ void shared_pass(const WalkArguments& a, const core::PatientBlock& block, const Women& women,
                            std::uint32_t begin, std::uint32_t end, std::uint32_t* shared) {
    const core::TablesHeader& header = a.tables.header;
    const std::uint32_t per_strategy = header.edges * header.bins;
    const std::uint32_t total = (end - begin) * per_strategy;
    const std::uint32_t* offsets = shared + total;
    walk_in_shared<kind>(a.tables, block, women, begin, end, shared, [&] { exceed(a); });
    Counter* counters = a.counters + first_counter(a) + begin * per_strategy;
    for (std::uint32_t k = threadIdx.x; k < total; k += blockDim.x)
        if (shared[k] != 0) atomicAdd(counters + k, packed(shared[k], offsets[k]));
    __syncthreads();
}

template <CounterPlace place, core::WalkKind kind>
__global__ void __launch_bounds__(most_threads_per_draw_block, walk_resident_blocks(place, kind))
    walk_draws(const __grid_constant__ WalkArguments a) {
    extern __shared__ std::uint32_t shared[];
    const std::uint32_t strategies = a.tables.header.strategies;
    const DrawItem& item = a.items[blockIdx.x];
    const core::PatientBlock block{a.block.seed_low, a.block.seed_high, a.draws[item.draw], item.patient_high};
    const Women women{item.stratum, item.first_low, a.stride, item.count};
    if constexpr (place == CounterPlace::shared_all) {
        shared_pass<kind>(a, block, women, 0, strategies, shared);
    } else if constexpr (place == CounterPlace::shared_one) {
        for (std::uint32_t s = 0; s < strategies; ++s) shared_pass<kind>(a, block, women, s, s + 1, shared);
    } else {
        const std::uint32_t first = first_counter(a);
        const auto recorder = [&](std::uint32_t strategy) {
            return CounterRecorder{a, first + strategy * (a.tables.header.edges * a.tables.header.bins)};
        };
        walk_women<kind>(a.tables, block, women, 0, strategies, recorder, [&] { exceed(a); });
    }
}

/// Events of one row in one interval, and their times from its start [half ticks].
struct IntervalSum {
    long long events = 0, half_ticks = 0;
};

/// Of some edges.
__device__ IntervalSum sum_edges(const SumArguments& a, const Counter* counters, std::uint32_t first_edge,
                                 std::uint32_t end_edge, std::uint32_t begin, std::uint32_t end) {
    constexpr Counter offset_mask = (Counter{1} << events_shift) - 1;
    IntervalSum sum;
    for (std::uint32_t e = first_edge; e < end_edge; ++e) {
        const Counter* edge = counters + a.edges[e] * a.bins;
        for (std::uint32_t bin = begin; bin < end; ++bin) {
            const Counter counter = edge[bin];
            const auto events = static_cast<long long>(counter >> events_shift);
            const long long ticks =
                static_cast<long long>(counter & offset_mask) + ((events * (bin - begin)) << a.tick_shift);
            sum.events += events;
            sum.half_ticks += 2 * ticks + events;
        }
    }
    return sum;
}

__device__ void store(const SumArguments& a, const DeviceSumRow& row, std::uint32_t interval, const IntervalSum& sum) {
    const std::uint32_t draw = blockIdx.x / a.blocks_a_draw, block = blockIdx.x % a.blocks_a_draw;
    std::byte* results = a.results + a.first_draw + draw * a.draw_bytes;
    const std::size_t count = std::size_t{block} * a.counts_a_block + row.first_count + interval;
    const std::size_t offset = std::size_t{block} * a.offsets_a_block + row.first_offset + interval;
    if (a.wide != 0) {
        reinterpret_cast<std::int32_t*>(results)[count] = static_cast<std::int32_t>(sum.events);
        if (row.timed != 0) reinterpret_cast<long long*>(results + a.offsets_at)[offset] = sum.half_ticks;
    } else {
        reinterpret_cast<std::int16_t*>(results)[count] = static_cast<std::int16_t>(sum.events);
        if (row.timed != 0)
            reinterpret_cast<std::int32_t*>(results + a.offsets_at)[offset] = static_cast<std::int32_t>(sum.half_ticks);
    }
}

__global__ void __launch_bounds__(threads_per_sum_block, min_resident_sum_blocks)
    sum_draws(const __grid_constant__ SumArguments a) {
    if (threadIdx.x == 0 && blockIdx.x % a.blocks_a_draw == 0) {
        const std::uint32_t draw = blockIdx.x / a.blocks_a_draw;
        reinterpret_cast<std::uint32_t*>(a.results)[draw] = a.visit_limit_exceeded[draw];
    }
    const Counter* counters = a.counters + std::size_t{blockIdx.x} * a.edge_count * a.bins;
    for (std::uint32_t r = 0; r < a.row_count; ++r) {
        const DeviceSumRow row = a.rows[r];
        for (std::uint32_t interval = threadIdx.x; interval < row.intervals; interval += blockDim.x) {
            const std::uint32_t begin = interval == 0 ? 0 : a.end_bins[row.first_end + interval - 1];
            const std::uint32_t end = a.end_bins[row.first_end + interval];
            IntervalSum sum = sum_edges(a, counters, row.first_edge, row.minus_edge, begin, end);
            const IntervalSum minus = sum_edges(a, counters, row.minus_edge, row.end_edge, begin, end);
            sum.events -= minus.events;
            sum.half_ticks -= minus.half_ticks;
            store(a, row, interval, sum);
        }
    }
}

template <core::WalkKind kind>
const void* walk_draws_at(CounterPlace place) {
    void (*kernel)(WalkArguments) = walk_draws<CounterPlace::global, kind>;
    if (place == CounterPlace::shared_all) kernel = walk_draws<CounterPlace::shared_all, kind>;
    if (place == CounterPlace::shared_one) kernel = walk_draws<CounterPlace::shared_one, kind>;
    return reinterpret_cast<const void*>(kernel);
}

}  // namespace

const void* walk_draws_kernel(CounterPlace place, core::WalkKind kind) {
    switch (kind) {
        case core::WalkKind::continuous:
            break;
        case core::WalkKind::continuous_by_entry_clocks:
            return walk_draws_at<core::WalkKind::continuous_by_entry_clocks>(place);
        case core::WalkKind::in_cycles:
            return walk_draws_at<core::WalkKind::in_cycles>(place);
        case core::WalkKind::in_cycles_by_entry_clocks:
            return walk_draws_at<core::WalkKind::in_cycles_by_entry_clocks>(place);
    }
    return walk_draws_at<core::WalkKind::continuous>(place);
}

const void* sum_draws_kernel() {
    void (*kernel)(SumArguments) = sum_draws;
    return reinterpret_cast<const void*>(kernel);
}

}  // namespace ibtr::cuda
