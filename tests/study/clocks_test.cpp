// Lives that leave nothing to chance: every hazard is 0 until its clock reads a number, and 400 a year from then on.
// Three such events in a row are done in 0.1 years but with probability 4e-15, a bin is 0.25. So each clock shows when
// it was read, and where from.

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "ibtr/backend.hpp"
#include "ibtr/config.hpp"
#include "ibtr/estimate.hpp"
#include "ibtr/study.hpp"
#include "study/timed_transition.hpp"

namespace ibtr::test {
namespace {

struct Death {
    const char* clock;
    double from_years;   ///< on this clock
    double alive_years;  ///< since the start: the last time that sees anyone alive
};

/// From `first` at 1.1 years to `second`, half a year later to `third`, where death goes by the clock; of women of 60.
std::string config(const Death& death, const std::string& time_steps) {
    return time_steps + R"(
schema = 1
name = "timed"
horizon_years = 8
landmarks_years = [8]
patients = 500
start_state = "first"
states = [{ name = "first" }, { name = "second" }, { name = "third" }, { name = "dead", kind = "death" }]
strategies = [{ name = "usual" }]
clocks = [{ name = "since_second", states = ["second", "third"] }]

[[factors]]
name = "age"
kind = "age"
bands_years = [[60, 60]]
probabilities = [1]
source = "assumption"
)" + timed_transition("to_second", "first", "second", "sojourn", 1.1) +
           timed_transition("to_third", "second", "third", "sojourn", 0.5) +
           timed_transition("death", "third", "dead", death.clock, death.from_years) + R"(
[endpoints]
death = { transitions = ["death"], role = "cause" }
)";
}

void expect_death(const Death& death, const std::string& time_steps) {
    constexpr double bin_years = 0.25;
    const Study study(load_config_text(config(death, time_steps), "timed.toml"));
    const Estimates estimates = study.estimate(study.simulate(*make_backend("cpp", 1)));
    std::size_t points = 0;
    for (const CurvePoint& point : estimates.curves) {
        if (point.endpoint != "os" || !point.group.empty()) continue;
        EXPECT_EQ(point.estimate.value, point.time_years < death.alive_years + bin_years / 2 ? 1 : 0)
            << death.clock << " at " << point.time_years;
        ++points;
    }
    EXPECT_EQ(points, 33U);  // 8 years in bins, and time zero
}

TEST(Clocks, AreReadFromWhereTheyBegan) {
    for (const Death& death : {Death{"time", 3.1, 3}, Death{"sojourn", 1, 2.5}, Death{"since_second", 1.25, 2.25},
                               Death{"age", 64.85, 4.75}})
        expect_death(death, "grid_per_year = 4");
}

// An event happens at the end of the cycle that its time lies in, so that `first` is left at 1.25, `second` (after half
// a year) at 2, and death, by the same rule, at 3.25, 3.25, 3 and 5.
TEST(Clocks, AreReadFromWhereTheyBeganInCycles) {
    for (const Death& death :
         {Death{"time", 3.1, 3}, Death{"sojourn", 1.1, 3}, Death{"since_second", 1.6, 2.75}, Death{"age", 64.85, 4.75}})
        expect_death(death, "cycle_years = 0.25");
}

}  // namespace
}  // namespace ibtr::test
