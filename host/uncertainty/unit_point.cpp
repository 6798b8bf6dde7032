#include "uncertainty/unit_point.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <boost/random/sobol.hpp>

#include "ibtr/core/address.hpp"
#include "ibtr/core/lane.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

constexpr std::size_t most_dimensions = 3667;  ///< of Boost's table of direction numbers

/// The upper 52 bits as the middle of one of 2^52 equal slices of (0, 1).
double to_unit(std::uint64_t bits) {
    return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

}  // namespace

const char* to_text(DesignKind kind) {
    switch (kind) {
        case DesignKind::monte_carlo:
            return "mc";
        case DesignKind::latin_hypercube:
            return "lhs";
        case DesignKind::sobol:
            return "sobol";
    }
    return "";
}

DesignKind design_kind(const std::string& text) {
    for (const DesignKind kind : {DesignKind::monte_carlo, DesignKind::latin_hypercube, DesignKind::sobol})
        if (text == to_text(kind)) return kind;
    throw UsageError("--design " + text + ": not a design; use mc, lhs or sobol");
}

struct UnitPoints::SobolSequence {
    boost::random::sobol engine;
};

UnitPoints::UnitPoints(const std::vector<std::string>& names, const Design& design, std::uint64_t seed)
    : design_(design), seed_(seed), per_replicate_(design.replicates == 0 ? 0 : design.draws / design.replicates) {
    if (design.draws == 0) throw UsageError("--draws must be at least 1");
    if (design.replicates == 0 || design.draws % design.replicates != 0)
        throw UsageError(fmt::format("--draws {} is not a multiple of {} replicates", design.draws, design.replicates));
    for (const std::string& name : names) streams_.push_back(XXH3_64bits(name.data(), name.size()));
    if (design.kind != DesignKind::sobol || names.empty()) return;
    if (names.size() > most_dimensions)
        throw UsageError(fmt::format("--design sobol: {} uncertain parameters; at most {} are possible, use lhs or mc",
                                     names.size(), most_dimensions));
    sobol_ = std::make_unique<const SobolSequence>(SobolSequence{boost::random::sobol(names.size())});
}

UnitPoints::~UnitPoints() = default;

std::uint64_t UnitPoints::random(std::uint64_t stream, std::uint32_t index, Use use, std::uint32_t step) const {
    core::Block<core::Lane> counter;
    counter.word[0] = static_cast<std::uint32_t>(stream);
    counter.word[1] = index;
    counter.word[2] = static_cast<std::uint32_t>(stream >> 32);
    counter.word[3] =
        static_cast<std::uint32_t>(core::Purpose::parameters) | static_cast<std::uint32_t>(use) << 8 | step << 10;
    const auto block =
        core::philox<core::Lane>(counter, static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32));
    return std::uint64_t{block.word[1]} << 32 | block.word[0];
}

/// A pseudo-random permutation of 0 ... per_replicate - 1, one place at a time: a Feistel network with Philox as its
/// round function on the next even number of bits, walked until it lands inside (Black and Rogaway 2002).
std::uint32_t UnitPoints::permuted(std::uint64_t stream, std::uint32_t replicate, std::uint32_t place) const {
    constexpr std::uint32_t rounds = 6;
    const auto bits = static_cast<unsigned>(std::bit_width(per_replicate_ - 1));
    const unsigned half = std::max(1U, (bits + 1) / 2);
    const std::uint32_t mask = (std::uint32_t{1} << half) - 1;
    std::uint64_t value = place;
    do {
        auto left = static_cast<std::uint32_t>(value >> half);
        auto right = static_cast<std::uint32_t>(value) & mask;
        for (std::uint32_t round = 0; round < rounds; ++round) {
            const auto mixed = random(stream, replicate, Use::permutation, right << 3 | round);
            const std::uint32_t next = left ^ (static_cast<std::uint32_t>(mixed) & mask);
            left = right;
            right = next;
        }
        value = std::uint64_t{left} << half | right;
    } while (value >= per_replicate_);
    return static_cast<std::uint32_t>(value);
}

void UnitPoints::point(std::uint32_t draw, std::span<double> coordinates, std::uint32_t attempt) const {
    if (design_.kind == DesignKind::monte_carlo) {
        for (std::size_t i = 0; i < streams_.size(); ++i)
            coordinates[i] = to_unit(random(streams_[i], draw, Use::coordinate, attempt));
        return;
    }
    const std::uint32_t replicate = draw / per_replicate_, place = draw % per_replicate_;
    if (design_.kind == DesignKind::latin_hypercube) {
        for (std::size_t i = 0; i < streams_.size(); ++i) {
            // The slice's number and the place within it, as one 64-bit fraction.
            const std::uint64_t slice = permuted(streams_[i], replicate, place);
            const std::uint64_t width = ~std::uint64_t{0} / per_replicate_;
            const std::uint64_t inside = random(streams_[i], draw, Use::coordinate, 0);
            const auto offset = static_cast<std::uint64_t>((static_cast<unsigned __int128>(inside) * width) >> 64);
            coordinates[i] = to_unit(slice * width + offset);
        }
        return;
    }
    if (!sobol_) return;
    // Boost leaves out the sequence's first point, 0, and numbers the others from 0.
    boost::random::sobol engine = sobol_->engine;
    if (place > 0) engine.seed(place - 1);
    for (std::size_t i = 0; i < streams_.size(); ++i) {
        const std::uint64_t coordinate = place > 0 ? engine() : 0;
        coordinates[i] = to_unit(coordinate ^ random(streams_[i], replicate, Use::shift, 0));
    }
}

}  // namespace ibtr
