#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ibtr/design.hpp"

namespace ibtr {

/// Points of a design in the open unit cube, each addressed by its number. Coordinates are (k + 1/2) / 2^52, which
/// doubles hold exactly.
class UnitPoints {
public:
    /// @param names one per dimension: its random numbers are addressed by XXH3-64 of the name
    UnitPoints(const std::vector<std::string>& names, const Design& design, std::uint64_t seed);
    ~UnitPoints();

    /// @param attempt of `monte_carlo` alone: another independent point of the same draw
    void point(std::uint32_t draw, std::span<double> coordinates, std::uint32_t attempt = 0) const;

private:
    /// Part of the Philox counter (core/address.hpp) that says what a random number is for.
    enum class Use : std::uint32_t { coordinate = 0, permutation = 1, shift = 2 };

    [[nodiscard]] std::uint64_t random(std::uint64_t stream, std::uint32_t index, Use use, std::uint32_t step) const;
    [[nodiscard]] std::uint32_t permuted(std::uint64_t stream, std::uint32_t replicate, std::uint32_t place) const;

    Design design_;
    std::uint64_t seed_;
    std::uint32_t per_replicate_;
    std::vector<std::uint64_t> streams_;
    struct SobolSequence;
    std::unique_ptr<const SobolSequence> sobol_;  ///< at its start; copied to skip
};

}  // namespace ibtr
