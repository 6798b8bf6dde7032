#pragma once

#include <string>

namespace ibtr::test {

/// Config of women who are alive or dead, under strategies `a` (the reference) and `b`, followed for ten years: one
/// constant hazard of death, so that every answer is a closed form.
/// @param rate_per_year a number or the name of a parameter
/// @param hazard_ratios elements of the transition's array, separated by commas
/// @param tables TOML of parameters, factors, case mixes and marginals
inline std::string alive_or_dead(const std::string& rate_per_year, const std::string& hazard_ratios,
                                 const std::string& tables) {
    return R"(schema = 1
name = "alive_or_dead"
horizon_years = 10.0
start_state = "alive"
reference_strategy = "a"
states = [{ name = "alive" }, { name = "dead", absorbing = true }]
strategies = [{ name = "a" }, { name = "b" }]
)" + tables +
           R"(
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = )" +
           rate_per_year + " }\nhazard_ratios = [" + hazard_ratios + R"(]
[endpoints]
death_bc = ["death"]
)";
}

}  // namespace ibtr::test
