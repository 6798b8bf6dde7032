#include "hazard/hazard_multipliers.hpp"

#include <fmt/format.h>

#include <utility>

#include "ibtr/error.hpp"
#include "ibtr/hazard.hpp"

namespace ibtr {

HazardMultipliers::HazardMultipliers(const Transition& transition, const Parameters& parameters, StrategyIndex strategy,
                                     std::string strategy_name)
    : transition_(transition), strategy_name_(std::move(strategy_name)) {
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
            fmt::format("transitions.{}.hazard_ratios: under strategy {} they multiply to {:.3g}; between {:.0e} and "
                        "{:.0e} can be simulated. A ratio of 0 switches the transition off; a larger or smaller hazard "
                        "for everybody belongs into `hazard`",
                        transition_.name, strategy_name_, static_cast<double>(product),
                        static_cast<double>(1 / largest), static_cast<double>(largest)));
    return static_cast<double>(product);
}

double hazard_multiplier(const Transition& transition, const Parameters& parameters, StrategyIndex strategy,
                         const std::vector<std::size_t>& levels) {
    return HazardMultipliers(transition, parameters, strategy, fmt::format("number {}", std::size_t{strategy} + 1))
        .of(levels);
}

}  // namespace ibtr
