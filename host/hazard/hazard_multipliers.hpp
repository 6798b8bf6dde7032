#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// What multiplies the hazard of a transition under a strategy, constant ratios alone, as hazard_multiplier has it, for
/// many women.
class HazardMultipliers {
public:
    /// @param transition must outlive this object @param strategy_name for a refusal
    HazardMultipliers(const Transition& transition, const Parameters& parameters, StrategyIndex strategy,
                      std::string strategy_name);
    /// @param levels of every factor @throws UsageError where float32 has no inverse for it: "KEY: MESSAGE"
    [[nodiscard]] double of(const std::vector<std::size_t>& levels) const;

private:
    struct Ratio {
        std::optional<std::size_t> factor, level;
        long double value;
    };
    const Transition& transition_;
    std::string strategy_name_;
    std::vector<Ratio> ratios_;  ///< of this strategy
};

}  // namespace ibtr
