#include "hazard/hazard_multipliers.hpp"

#include <fmt/format.h>

#include "ibtr/error.hpp"
#include "ibtr/hazard.hpp"

namespace ibtr {

HazardMultipliers::HazardMultipliers(const Transition& transition, const Parameters& parameters, StrategyIndex strategy)
    : transition_(transition), strategy_(strategy) {
    for (const HazardRatio& ratio : transition.hazard_ratios)
        if (ratio.changes.empty() && (!ratio.strategy || *ratio.strategy == strategy))
            ratios_.push_back({ratio.factor, ratio.level, static_cast<long double>(parameters.value(ratio.value))});
}

double HazardMultipliers::of(const std::vector<std::size_t>& levels) const {
    long double product = 1;
    for (const Ratio& ratio : ratios_)
        if (!ratio.factor || levels[*ratio.factor] == *ratio.level) product *= ratio.value;
    // Beyond, float32 has no inverse for it.
    constexpr long double largest = 1e30L;
    constexpr long double rounding = 1 + 1e-9L;
    if (product > largest * rounding || (product != 0 && product * largest * rounding < 1))
        throw UsageError(
            fmt::format("transition {} of strategy {}: its hazard ratios multiply to {:.3g}; between {:.0e} "
                        "and {:.0e} can be simulated",
                        transition_.name, std::size_t{strategy_}, static_cast<double>(product),
                        static_cast<double>(1 / largest), static_cast<double>(largest)));
    return static_cast<double>(product);
}

double hazard_multiplier(const Transition& transition, const Parameters& parameters, StrategyIndex strategy,
                         const std::vector<std::size_t>& levels) {
    return HazardMultipliers(transition, parameters, strategy).of(levels);
}

}  // namespace ibtr
