// A patient may enter a state as often as visit_limit says, and not once more: whatever engine walks her.

#include <gtest/gtest.h>

#include <string>

#include "backend/cpu_backend.hpp"
#include "engine/choose.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "study/timed_transition.hpp"

namespace ibtr::test {
namespace {

/// Both states are left 1.1 years after entry or, but with probability exp(-40), within 0.1 years of that: so the one
/// is entered at 0, 2.2, 4.4 and 6.6 years, the other at 1.1, 3.3, 5.5 and 7.7, a little later at most, before 8.3
/// years.
std::string config(unsigned visit_limit) {
    return "visit_limit = " + std::to_string(visit_limit) + R"(
schema = 1
name = "to_and_fro"
horizon_years = 8.3
grid_per_year = 10
landmarks_years = [8]
patients = 100
start_state = "here"
states = [{ name = "here", kind = "alive" }, { name = "there", kind = "alive" }, { name = "dead", kind = "death" }]
strategies = [{ name = "usual" }]
)" + timed_transition("forth", "here", "there", "sojourn", 1.1) +
           timed_transition("back", "there", "here", "sojourn", 1.1) + R"(
[[transitions]]
name = "death"
from = "there"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 1e-12 }

[endpoints]
death = { transitions = ["death"], role = "cause" }
)";
}

TEST(VisitLimit, IsReachedAndNotPassed) {
    const ibtr::Study enough(load_config_text(config(4), "enough.toml")),
        too_few(load_config_text(config(3), "few.toml"));
    for (const engine::UsableEngine& engine : engine::usable_engines()) {
        const auto backend = make_cpu_backend("cpp", 1, engine);
        EXPECT_NO_THROW(static_cast<void>(enough.simulate(*backend))) << engine.name;
        EXPECT_THROW(static_cast<void>(too_few.simulate(*backend)), UsageError) << engine.name;
    }
}

}  // namespace
}  // namespace ibtr::test
