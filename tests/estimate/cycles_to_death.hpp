#pragma once

namespace ibtr::test {

/// Everyone falls ill in the first cycle of a year and dies in the second.
inline constexpr const char* cycles_to_death = R"(
schema = 1
name = "cycles"
horizon_years = 8
cycle_years = 1
start_state = "well"
patients = 1000
[[states]]
name = "well"
[[states]]
name = "ill"
[[states]]
name = "dead"
absorbing = true
[[strategies]]
name = "only"
[[transitions]]
name = "onset"
from = "well"
to = "ill"
clock = "time"
source = "assumption"
hazard = { family = "probability", probability = 1 }
[[transitions]]
name = "death"
from = "ill"
to = "dead"
clock = "sojourn"
source = "assumption"
hazard = { family = "probability", probability = 1 }
[endpoints]
death_other = ["death"]
)";

}  // namespace ibtr::test
