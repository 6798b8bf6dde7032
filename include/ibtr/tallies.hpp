#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ibtr {

/// Ticks a bin, as a power of two: as many as keep the horizon within 2^15 ticks, at most 2^8.
unsigned tick_shift_for(std::size_t bins);

/// Where a counter stands; what is not named is the first.
struct FinePlace {
    std::size_t strategy = 0, cell = 0, edge = 0, bin = 0;
};
struct CoarsePlace {
    std::size_t batch = 0, strategy = 0, cell = 0, edge = 0, interval = 0;
};

/// Sizes of a tally block. "strategy" counts simulated strategies only.
struct TallyShape {
    std::size_t strategies = 0, cells = 0, edges = 0, bins = 0, batches = 0;
    unsigned tick_shift = 0;                       ///< a bin is 2^tick_shift ticks
    std::vector<std::uint32_t> interval_end_bins;  ///< coarse grid of the batches; last = bins

    [[nodiscard]] std::size_t fine(const FinePlace& at) const {
        return ((at.strategy * cells + at.cell) * edges + at.edge) * bins + at.bin;
    }
    [[nodiscard]] std::size_t fine_size() const { return strategies * cells * edges * bins; }
    [[nodiscard]] std::size_t coarse(const CoarsePlace& at) const {
        const std::size_t row = ((at.batch * strategies + at.strategy) * cells + at.cell) * edges + at.edge;
        return row * interval_end_bins.size() + at.interval;
    }
    [[nodiscard]] std::size_t coarse_size() const {
        return batches * strategies * cells * edges * interval_end_bins.size();
    }
    bool operator==(const TallyShape&) const = default;
};

/// Everything a simulation leaves behind: exact integers, the same on every backend.
/// `offsets` sum, over the events of a counter, the ticks from the start of the bin (or interval) to the
/// tick of the event; an event lies in the middle of its tick on average, which estimators add.
struct Tallies {
    explicit Tallies(TallyShape shape);

    TallyShape shape;
    std::vector<std::uint64_t> counts, offsets;              ///< indexed by shape.fine
    std::vector<std::uint64_t> batch_counts, batch_offsets;  ///< indexed by shape.coarse
    std::vector<std::uint64_t> patients;                     ///< [batch * cells + cell], women per strategy

    /// Adds another part of the same cohort. Both shapes must be equal.
    void add(const Tallies& other);
};

/// XXH3-128 of a little-endian serialisation (docs/model.md, "Digests"), 32 hex digits.
std::string tally_digest(const Tallies& tallies);

}  // namespace ibtr
