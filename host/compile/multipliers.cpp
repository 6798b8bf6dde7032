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
    return static_cast<double>(product);
}

}  // namespace ibtr
