// The engine of `ibtr run` for a reader's browser, as WebAssembly without a library: the same source walks the same
// women, counts them into the same tallies and takes the same digest. host/page/scripts/cohort.js calls it.

#include <stddef.h>
#include <stdint.h>

#include "engine/engine.hpp"
#include "engine/lockstep.hpp"
#include "hash.hpp"
#include "ibtr/core/address.hpp"
#include "ibtr/core/ticks.hpp"
#include "memory.hpp"
#include "simd_lane.hpp"

#define IBTR_EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace ibtr::browser {
namespace {

/// What host/page/engine_bundle.cpp writes: byte offsets of the arrays of core::TablesView in its order, the header.
struct Bundle {
    uint32_t states, exits, nodes, edge_to, starts, exit_tables, age_tables, inverse_multipliers, pool;
    core::TablesHeader header;
};

/// A cohort and its tallies (include/ibtr/tallies.hpp). Sizes as there.
struct Cohort {
    core::TablesView tables;
    float* inverse_multipliers;  ///< of the tables, which a page may change
    uint32_t batches, cells, intervals;
    const uint32_t* interval_end_bins;
    uint64_t* counters;  ///< [strategies][edges][bins]
    uint64_t *counts, *offsets, *batch_counts, *batch_offsets, *patients;
    engine::Workspace* workspace;
    engine::Queue* queues;

    [[nodiscard]] size_t row() const { return size_t{tables.header.edges} * tables.header.bins; }
    [[nodiscard]] size_t fine_size() const { return size_t{tables.header.strategies} * cells * row(); }
    [[nodiscard]] size_t coarse_size() const {
        return size_t{batches} * tables.header.strategies * cells * tables.header.edges * intervals;
    }
    [[nodiscard]] size_t groups() const { return size_t{batches} * cells; }
};

template <class T>
T* reserve_array(size_t count) {
    return static_cast<T*>(reserve(count * sizeof(T)));
}

core::TablesView view_of(const unsigned char* at) {
    const auto& bundle = *reinterpret_cast<const Bundle*>(at);
    core::TablesView view;
    view.header = bundle.header;
    view.states = reinterpret_cast<const core::StateRecord*>(at + bundle.states);
    view.exits = reinterpret_cast<const core::ExitRecord*>(at + bundle.exits);
    view.nodes = reinterpret_cast<const core::NodeRecord*>(at + bundle.nodes);
    view.edge_to = reinterpret_cast<const uint32_t*>(at + bundle.edge_to);
    view.starts = reinterpret_cast<const core::NodeRecord*>(at + bundle.starts);
    view.exit_tables = reinterpret_cast<const core::TableRef*>(at + bundle.exit_tables);
    view.age_tables = reinterpret_cast<const core::TableRef*>(at + bundle.age_tables);
    view.inverse_multipliers = reinterpret_cast<const float*>(at + bundle.inverse_multipliers);
    view.pool = reinterpret_cast<const float*>(at + bundle.pool);
    return view;
}

/// Adds the counters to the tallies of a batch and cell.
void count_batch(Cohort& cohort, uint32_t batch, uint32_t cell) {
    const core::TablesHeader& header = cohort.tables.header;
    for (uint32_t s = 0; s < header.strategies; ++s) {
        for (uint32_t e = 0; e < header.edges; ++e) {
            const uint64_t* from = cohort.counters + (size_t{s} * header.edges + e) * header.bins;
            const size_t row = ((size_t{batch} * header.strategies + s) * cohort.cells + cell) * header.edges + e;
            uint64_t* counts = cohort.batch_counts + row * cohort.intervals;
            uint64_t* offsets = cohort.batch_offsets + row * cohort.intervals;
            uint32_t bin = 0;
            for (uint32_t interval = 0; interval < cohort.intervals; ++interval) {
                const uint32_t begin = bin;
                for (; bin < cohort.interval_end_bins[interval]; ++bin) {
                    const uint64_t events = core::events_in(from[bin]);
                    counts[interval] += events;
                    offsets[interval] += core::offsets_in(from[bin]) + ((events * (bin - begin)) << header.tick_shift);
                }
            }
        }
    }
}

/// The same of all batches together, on every bin; zeroes the counters.
void count_whole(Cohort& cohort, uint32_t cell) {
    for (uint32_t s = 0; s < cohort.tables.header.strategies; ++s) {
        uint64_t* from = cohort.counters + s * cohort.row();
        uint64_t* counts = cohort.counts + (size_t{s} * cohort.cells + cell) * cohort.row();
        uint64_t* offsets = cohort.offsets + (size_t{s} * cohort.cells + cell) * cohort.row();
        for (size_t k = 0; k < cohort.row(); ++k) {
            counts[k] += core::events_in(from[k]);
            offsets[k] += core::offsets_in(from[k]);
            from[k] = 0;
        }
    }
}

}  // namespace
}  // namespace ibtr::browser

using ibtr::browser::Cohort;

/// Room for so many bytes, zeroed; 0 where there is none.
IBTR_EXPORT(reserve) void* reserve_bytes(uint32_t bytes) {
    return ibtr::browser::reserve(bytes);
}

/// @param bundle of host/page/engine_bundle.cpp
/// @param interval_end_bins [intervals]
/// @return a cohort without women; 0 where there is no memory for it
IBTR_EXPORT(open)
Cohort* open_cohort(unsigned char* bundle, uint32_t batches, uint32_t cells, uint32_t intervals,
                    const uint32_t* interval_end_bins) {
    using namespace ibtr::browser;
    auto* cohort = reserve_array<Cohort>(1);
    if (cohort == nullptr) return nullptr;
    cohort->tables = view_of(bundle);
    cohort->inverse_multipliers =
        reinterpret_cast<float*>(bundle + reinterpret_cast<const Bundle*>(bundle)->inverse_multipliers);
    cohort->batches = batches;
    cohort->cells = cells;
    cohort->intervals = intervals;
    cohort->interval_end_bins = interval_end_bins;
    cohort->counters = reserve_array<uint64_t>(cohort->tables.header.strategies * cohort->row());
    cohort->counts = reserve_array<uint64_t>(cohort->fine_size());
    cohort->offsets = reserve_array<uint64_t>(cohort->fine_size());
    cohort->batch_counts = reserve_array<uint64_t>(cohort->coarse_size());
    cohort->batch_offsets = reserve_array<uint64_t>(cohort->coarse_size());
    cohort->patients = reserve_array<uint64_t>(cohort->groups());
    cohort->workspace = reserve_array<ibtr::engine::Workspace>(1);
    cohort->queues = reserve_array<ibtr::engine::Queue>(cohort->tables.header.states);
    const bool whole = cohort->counters != nullptr && cohort->counts != nullptr && cohort->offsets != nullptr &&
                       cohort->batch_counts != nullptr && cohort->batch_offsets != nullptr &&
                       cohort->patients != nullptr && cohort->workspace != nullptr && cohort->queues != nullptr;
    return whole ? cohort : nullptr;
}

// Where the page reads and writes.
IBTR_EXPORT(counts) uint64_t* counts_of(Cohort* cohort) {
    return cohort->counts;
}
IBTR_EXPORT(offsets) uint64_t* offsets_of(Cohort* cohort) {
    return cohort->offsets;
}
IBTR_EXPORT(batch_counts) uint64_t* batch_counts_of(Cohort* cohort) {
    return cohort->batch_counts;
}
IBTR_EXPORT(batch_offsets) uint64_t* batch_offsets_of(Cohort* cohort) {
    return cohort->batch_offsets;
}
IBTR_EXPORT(patients) uint64_t* patients_of(Cohort* cohort) {
    return cohort->patients;
}
IBTR_EXPORT(inverse_multipliers) float* inverse_multipliers_of(Cohort* cohort) {
    return cohort->inverse_multipliers;
}

/// Walks women first_index, first_index + batches, ... (count of them, at most core::max_women_per_counter) of one
/// stratum of parameter draw 0 and adds them to the counters, which hold as many at most before `count`.
/// @return whether all stayed within the visit limit
IBTR_EXPORT(walk)
bool walk(Cohort* cohort, uint32_t seed_low, uint32_t seed_high, uint32_t stratum, uint32_t stratum_id,
          uint32_t first_index, uint32_t count) {
    ibtr::engine::Task task{};
    task.tables = &cohort->tables;
    task.block = {seed_low, seed_high, 0, ibtr::core::pack_patient_high(stratum_id, first_index)};
    task.stratum = stratum;
    task.first_low = first_index;
    task.stride = cohort->batches;
    task.count = count;
    task.workspace = cohort->workspace;
    task.queues = cohort->queues;
    task.counters = cohort->counters;
    return ibtr::core::Lockstep<ibtr::core::SimdLane>(task).run();
}

/// Moves what the counters hold, of so many women of one batch and cell, to the tallies.
IBTR_EXPORT(count) void count(Cohort* cohort, uint32_t batch, uint32_t cell, uint32_t women) {
    ibtr::browser::count_batch(*cohort, batch, cell);
    ibtr::browser::count_whole(*cohort, cell);
    cohort->patients[size_t{batch} * cohort->cells + cell] += women;
}

/// Tally digest (docs/model.md, "Digests").
/// @param digest [2] the upper and the lower 64 bits
IBTR_EXPORT(digest) void digest(const Cohort* cohort, uint64_t* digest) {
    const ibtr::core::TablesHeader& header = cohort->tables.header;
    ibtr::browser::Hash hash;
    constexpr char title[] = {'i', 'b', 't', 'r', ' ', 't', 'a', 'l', 'l', 'i', 'e', 's', ' ', '1'};
    hash.words(title, sizeof title);
    const uint32_t sizes[] = {header.strategies, cohort->cells,   header.edges,
                              header.bins,       cohort->batches, header.tick_shift};
    for (const uint32_t size : sizes) hash.word64(size);
    hash.words(cohort->interval_end_bins, cohort->intervals);
    hash.words(cohort->counts, cohort->fine_size());
    hash.words(cohort->offsets, cohort->fine_size());
    hash.words(cohort->batch_counts, cohort->coarse_size());
    hash.words(cohort->batch_offsets, cohort->coarse_size());
    hash.words(cohort->patients, cohort->groups());
    hash.value(digest);
}
