#include "ibtr/tallies.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/digest.hpp"
#include "ibtr/core/ticks.hpp"

namespace ibtr {

unsigned tick_shift_for(std::size_t bins) {
    constexpr std::size_t most_ticks = std::size_t{1} << 15;
    unsigned shift = core::max_tick_shift;
    while (shift > 0 && (bins << shift) > most_ticks) --shift;
    return shift;
}

Tallies::Tallies(TallyShape tally_shape) : shape(std::move(tally_shape)) {
    counts.resize(shape.fine_size());
    offsets.resize(shape.fine_size());
    batch_counts.resize(shape.coarse_size());
    batch_offsets.resize(shape.coarse_size());
    patients.resize(shape.batches * shape.cells);
}

void Tallies::add(const Tallies& other) {
    if (!(shape == other.shape)) throw std::logic_error("tallies of different shapes cannot be added");
    const auto sum = [](std::vector<std::uint64_t>& into, const std::vector<std::uint64_t>& from) {
        std::transform(into.begin(), into.end(), from.begin(), into.begin(), std::plus<>{});
    };
    sum(counts, other.counts);
    sum(offsets, other.offsets);
    sum(batch_counts, other.batch_counts);
    sum(batch_offsets, other.batch_offsets);
    sum(patients, other.patients);
}

std::string tally_digest(const Tallies& tallies) {
    const TallyShape& shape = tallies.shape;
    Digest digest;
    digest.text("ibtr tallies 1");
    for (const std::size_t size : {shape.strategies, shape.cells, shape.edges, shape.bins, shape.batches})
        digest.word64(size);
    digest.word64(shape.tick_shift);
    digest.words(shape.interval_end_bins);
    digest.words(tallies.counts);
    digest.words(tallies.offsets);
    digest.words(tallies.batch_counts);
    digest.words(tallies.batch_offsets);
    digest.words(tallies.patients);
    return digest.hex();
}

}  // namespace ibtr
