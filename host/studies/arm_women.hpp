#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ibtr/core/arm_women.hpp"
#include "studies/arm_law.hpp"

namespace ibtr::studies {

using core::ArmStream;

/// A standard normal number of a study that is no woman's.
double normal_of_study(const ArmStream& stream);

/// Draws women from a law, one by one, by Walker's alias method (Vose 1991).
class ArmWomen {
public:
    explicit ArmWomen(const SeenTable& law);

    /// Places of so many women: class, bin and way out in one number.
    void draw(const ArmStream& stream, std::uint32_t women, std::vector<std::uint32_t>& places) const;

    /// [place]: events of all classes by bin, then those who leave.
    [[nodiscard]] const std::vector<core::AliasColumn>& columns() const { return columns_; }

private:
    std::vector<core::AliasColumn> columns_;
};

/// Where a woman is counted in a table of so many classes and bins: those with the event come first.
inline std::uint32_t place_of(const SeenTable& shape, std::size_t of_class, std::size_t bin, bool event) {
    return static_cast<std::uint32_t>((event ? 0 : shape.classes * shape.bins) + of_class * shape.bins + bin);
}

/// By class.
std::vector<std::uint32_t> women_by_class(const SeenTable& shape, const std::vector<std::uint32_t>& places);

/// Adds women to a table; of each class at most so many, the first.
/// @param most by class; empty: all
void tally(const std::vector<std::uint32_t>& places, const std::vector<std::uint32_t>& most, SeenTable& table);

}  // namespace ibtr::studies
