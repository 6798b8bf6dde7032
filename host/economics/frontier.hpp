#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ibtr {

enum class Standing : std::uint8_t {
    on_frontier,
    dominated,           ///< another strategy costs no more and gives no less, one of them strictly
    equal,               ///< costs and gives what one before it does
    unknown,             ///< a strategy whose cost or effect is not defined
    extended_dominated,  ///< some mix of two others does: its ICER exceeds that of the next more effective one
};
const char* to_text(Standing standing);

/// A strategy among all, by mean cost and effect.
struct FrontierPoint {
    Standing standing = Standing::on_frontier;
    std::optional<std::size_t> next_cheaper;  ///< on the frontier: the strategy that the ratio compares with
    double incremental_cost = 0, incremental_effect = 0;
    double icer = 0;  ///< NaN where there is nothing to compare with
};

/// The efficiency frontier (Drummond et al. 2015, ch. 4). Costs and effects within 1e-9 of each other are the same, and
/// a strategy on the line between two others, as a mix of them is, stands on the frontier with them.
std::vector<FrontierPoint> efficiency_frontier(std::span<const double> costs, std::span<const double> effects);

}  // namespace ibtr
