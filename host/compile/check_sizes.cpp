#include "compile/check_sizes.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <limits>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

__extension__ using Wide = unsigned __int128;

/// @return whether a x b x c <= limit; no product of three 32-bit numbers overflows
bool fits(const std::array<std::uint32_t, 3>& factors, std::uint64_t limit) {
    return Wide{factors[0]} * factors[1] * factors[2] <= limit;
}

}  // namespace

void check_sizes(const core::TablesHeader& header) {
    constexpr std::uint64_t most_counters = std::numeric_limits<std::int32_t>::max();
    constexpr std::uint64_t most_multipliers = std::numeric_limits<std::uint32_t>::max();
    if (!fits({header.strategies, header.edges, header.bins}, most_counters))
        throw UsageError(
            fmt::format("{} strategies x {} edges of the event graph x {} bins are more counters than the {} that are "
                        "allowed: lower "
                        "grid_per_year or horizon_years, or use fewer strategies, states or endpoints",
                        header.strategies, header.edges, header.bins, most_counters));
    if (!fits({header.edges, header.bins, 1U << header.tick_shift}, most_counters))
        throw UsageError(
            fmt::format("{} edges of the event graph x {} bins x {} ticks a bin are more than the {} that are "
                        "allowed: lower horizon_years, or use fewer states or endpoints",
                        header.edges, header.bins, 1U << header.tick_shift, most_counters));
    if (!fits({header.strategies, header.strata, header.exits}, most_multipliers))
        throw UsageError(
            fmt::format("{} strategies x {} strata x {} transitions are more hazard multipliers than the {} "
                        "that are allowed: use fewer strategies, factors or levels",
                        header.strategies, header.strata, header.exits, most_multipliers));
}

}  // namespace ibtr
