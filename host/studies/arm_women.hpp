#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "studies/arm_law.hpp"

namespace ibtr::studies {

/// Where the random numbers of one arm of one study come from: a pure function of these.
struct ArmStream {
    std::uint64_t seed = 0;
    std::uint32_t replicate = 0, study = 0, arm = 0;
};

/// A standard normal number of a study that is no woman's.
double normal_of_study(const ArmStream& stream);

/// Draws women from a law, one by one, by Walker's alias method (Vose 1991).
class ArmWomen {
public:
    explicit ArmWomen(const SeenTable& law);

    /// Places of so many women: class, bin and way out in one number.
    void draw(const ArmStream& stream, std::uint32_t women, std::vector<std::uint32_t>& places) const;

    /// Adds women to a table; of each class at most so many, the first drawn.
    /// @param most by class; empty: all
    void tally(const std::vector<std::uint32_t>& places, const std::vector<std::uint32_t>& most,
               SeenTable& table) const;
    /// By class.
    [[nodiscard]] std::vector<std::uint32_t> women_by_class(const std::vector<std::uint32_t>& places) const;

private:
    std::size_t classes_, bins_;
    std::vector<std::uint32_t> threshold_, alias_;  ///< [place]: events of all classes by bin, then those who leave
};

}  // namespace ibtr::studies
