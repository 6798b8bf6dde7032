#include <fmt/format.h>

#include "ibtr/error.hpp"
#include "ibtr/hazard.hpp"

namespace ibtr {

double hazard_multiplier(const Transition& transition, const Parameters& parameters, std::size_t strategy,
                         const std::vector<std::size_t>& levels) {
    long double product = 1;
    for (const HazardRatio& ratio : transition.hazard_ratios) {
        const bool strategy_fits = !ratio.strategy || *ratio.strategy == strategy;
        const bool level_fits = !ratio.factor || levels[*ratio.factor] == *ratio.level;
        if (strategy_fits && level_fits) product *= static_cast<long double>(parameters.value(ratio.value));
    }
    // Beyond, float32 has no inverse for it.
    constexpr long double largest = 1e30L;
    constexpr long double rounding = 1 + 1e-9L;
    if (product > largest * rounding || (product != 0 && product * largest * rounding < 1))
        throw UsageError(
            fmt::format("transition {} of strategy {}: its hazard ratios multiply to {:.3g}; between {:.0e} "
                        "and {:.0e} can be simulated",
                        transition.name, strategy, static_cast<double>(product), static_cast<double>(1 / largest),
                        static_cast<double>(largest)));
    return static_cast<double>(product);
}

}  // namespace ibtr
