#include "ibtr/model.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr {

std::size_t Model::bins() const {
    return static_cast<std::size_t>(std::llround(horizon_years * static_cast<double>(grid_per_year)));
}

std::size_t Model::bins_a_cycle() const {
    return static_cast<std::size_t>(std::llround(cycle_years.value() * static_cast<double>(grid_per_year)));
}

std::vector<StrategyIndex> Model::simulated_strategies() const {
    std::vector<StrategyIndex> simulated;
    for (StrategyIndex i; i < strategies.size(); ++i)
        if (strategies[i].mix.empty()) simulated.push_back(i);
    return simulated;
}

std::vector<const HazardSpec*> hazards_of(const Transition& transition) {
    std::vector<const HazardSpec*> hazards{&transition.hazard};
    for (const HazardWhere& where : transition.hazard_where) hazards.push_back(&where.hazard);
    return hazards;
}

std::optional<std::size_t> Model::find_endpoint(const std::string& endpoint) const {
    const auto found =
        std::find_if(endpoints.begin(), endpoints.end(), [&](const EndpointSet& set) { return set.name == endpoint; });
    if (found == endpoints.end()) return std::nullopt;
    return static_cast<std::size_t>(found - endpoints.begin());
}

std::optional<std::size_t> Model::age_factor() const {
    const auto found =
        std::find_if(factors.begin(), factors.end(), [](const Factor& factor) { return !factor.age_bands.empty(); });
    if (found == factors.end()) return std::nullopt;
    return static_cast<std::size_t>(found - factors.begin());
}

std::optional<std::size_t> Model::entry_clock_of(std::size_t state) const {
    const auto found = std::find_if(entry_clocks.begin(), entry_clocks.end(), [&](const EntryClock& clock) {
        return std::find(clock.states.begin(), clock.states.end(), state) != clock.states.end();
    });
    if (found == entry_clocks.end()) return std::nullopt;
    return static_cast<std::size_t>(found - entry_clocks.begin());
}

}  // namespace ibtr
