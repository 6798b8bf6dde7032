#include "kernel.hpp"
#include "walk_women.hpp"

namespace ibtr::cuda {
namespace {

/// Adds events straight to the device's tallies.
struct GlobalRecorder {
    const KernelArguments& a;
    std::uint32_t row, batch;  ///< (strategy, cell) and the batch of the piece
    std::uint32_t bins, shift;

    __device__ void add(std::uint32_t edge, std::uint32_t bin, Counter events, Counter offset) const {
        // Rows fit 32 bits (check_sizes of the host), their products with edges, bins and batches need not: those are
        // formed here, in 64 bits, because two more registers over the whole walk would spill.
        const DeviceTallies& tallies = a.tallies;
        const core::TablesHeader& header = a.tables.header;
        const std::size_t fine = (std::size_t{row} * header.edges + edge) * bins + bin;
        atomicAdd(tallies.counts + fine, events);
        atomicAdd(tallies.offsets + fine, offset);
        const std::uint32_t interval = tallies.interval_of_bin[bin];
        const std::size_t batch_row = std::size_t{batch} * (header.strategies * tallies.cells) + row;
        const std::size_t coarse = (batch_row * header.edges + edge) * tallies.intervals + interval;
        const Counter bins_before = bin - tallies.interval_begin[interval];
        atomicAdd(tallies.batch_counts + coarse, events);
        atomicAdd(tallies.batch_offsets + coarse, offset + ((events * bins_before) << shift));
    }
    __device__ void operator()(std::uint32_t edge, std::uint32_t tick) const {
        const std::uint32_t bin = tick >> shift;
        add(edge, bin, 1, tick - (bin << shift));
    }
};

__device__ GlobalRecorder recorder_of(const KernelArguments& a, const DeviceItem& item, std::uint32_t strategy) {
    const core::TablesHeader& header = a.tables.header;
    return {a, strategy * a.tallies.cells + item.cell, item.batch - a.tallies.first_batch, header.bins,
            header.tick_shift};
}

__device__ Women women_of(const KernelArguments& a, const DeviceItem& item) {
    return {item.stratum, item.first_low, a.stride, item.count};
}

__device__ core::PatientBlock block_of(const KernelArguments& a, const DeviceItem& item) {
    return {a.block.seed_low, a.block.seed_high, a.block.draw, item.patient_high};
}

/// One pass over an item with counters of strategies begin ... end - 1 in shared memory.
template <core::WalkKind kind>
__device__ void shared_pass(const KernelArguments& a, const DeviceItem& item, std::uint32_t begin, std::uint32_t end,
                            std::uint32_t* counters) {
    const core::TablesHeader& header = a.tables.header;
    const std::uint32_t per_strategy = header.edges * header.bins;
    walk_in_shared<kind>(a.tables, block_of(a, item), women_of(a, item), begin, end, counters,
                         [&] { atomicExch(a.visit_limit_exceeded, 1U); });
    const std::uint32_t* offsets = counters + (end - begin) * per_strategy;
    for (std::uint32_t strategy = begin; strategy < end; ++strategy) {
        const GlobalRecorder recorder = recorder_of(a, item, strategy);
        const std::uint32_t place = (strategy - begin) * per_strategy;
        for (std::uint32_t k = threadIdx.x; k < per_strategy; k += blockDim.x) {
            const std::uint32_t events = counters[place + k];
            if (events != 0) recorder.add(k / header.bins, k % header.bins, events, offsets[place + k]);
        }
    }
    __syncthreads();
}

template <CounterPlace place, core::WalkKind kind>
__global__ void __launch_bounds__(threads_per_block, walk_resident_blocks(place, kind))
    simulate(const __grid_constant__ KernelArguments a) {
    extern __shared__ std::uint32_t counters[];
    const std::uint32_t strategies = a.tables.header.strategies;
    for (std::uint32_t n = blockIdx.x; n < a.item_count; n += gridDim.x) {
        const DeviceItem item = a.items[n];
        if constexpr (place == CounterPlace::shared_all) {
            shared_pass<kind>(a, item, 0, strategies, counters);
        } else if constexpr (place == CounterPlace::shared_one) {
            for (std::uint32_t s = 0; s < strategies; ++s) shared_pass<kind>(a, item, s, s + 1, counters);
        } else {
            walk_women<kind>(
                a.tables, block_of(a, item), women_of(a, item), 0, strategies,
                [&](std::uint32_t strategy) {
                    if constexpr (core::has_entry_clocks(kind))
                        // The item is read again at each event: what is kept of it over the walk would spill.
                        return [&a, n, strategy](std::uint32_t edge, std::uint32_t tick) {
                            recorder_of(a, a.items[n], strategy)(edge, tick);
                        };
                    else
                        return recorder_of(a, item, strategy);
                },
                [&] { atomicExch(a.visit_limit_exceeded, 1U); });
        }
    }
}

template <core::WalkKind kind>
const void* kernel_at(CounterPlace place) {
    void (*kernel)(KernelArguments) = simulate<CounterPlace::global, kind>;
    if (place == CounterPlace::shared_all) kernel = simulate<CounterPlace::shared_all, kind>;
    if (place == CounterPlace::shared_one) kernel = simulate<CounterPlace::shared_one, kind>;
    return reinterpret_cast<const void*>(kernel);
}

}  // namespace

const void* kernel_of(CounterPlace place, core::WalkKind kind) {
    switch (kind) {
        case core::WalkKind::continuous:
            break;
        case core::WalkKind::continuous_by_entry_clocks:
            return kernel_at<core::WalkKind::continuous_by_entry_clocks>(place);
        case core::WalkKind::in_cycles:
            return kernel_at<core::WalkKind::in_cycles>(place);
        case core::WalkKind::in_cycles_by_entry_clocks:
            return kernel_at<core::WalkKind::in_cycles_by_entry_clocks>(place);
    }
    return kernel_at<core::WalkKind::continuous>(place);
}

}  // namespace ibtr::cuda
