// Mean times in states and medians against those of an exponential death.

#include "estimate/mean_times.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "economics/one_death.hpp"

namespace ibtr::test {
namespace {

// Alive (1 - exp(-h T)) / h of T years, dead for the rest; half are dead at ln 2 / h, which a line within the bin of a
// quarter of a year misses by less than h w^2 / 8.
TEST(MeanTimes, OfTheExactSolutionEqualTheClosedForm) {
    const Study study(load_config_text(one_death(utility_one), "test.toml"));
    const MeanTimes times = mean_times(study.cohort(), study.solve({.budget_seconds = 0})).front();
    EXPECT_NEAR(times.in_state[0].years, years_alive(0, horizon), 1e-7);
    EXPECT_NEAR(times.in_state[1].years, horizon - years_alive(0, horizon), 1e-7);
    EXPECT_EQ(times.in_state[0].mc_se, 0);
    ASSERT_EQ(times.medians.front().endpoint, "os");
    EXPECT_NEAR(times.medians.front().years, std::log(2) / death_rate, death_rate * 0.25 * 0.25 / 8);
}

// 4,000 women whose years to the horizon have standard deviation 3.59: 50 batches know 0.0568 to 10 %. Times in all
// states sum to the horizon in every replicate.
TEST(MeanTimes, OfASimulationAreWithinTheirErrors) {
    const Study study(load_config_text(one_death(utility_one), "test.toml"));
    const auto backend = make_backend("cpp", 1);
    const MeanTimes times = mean_times(study.cohort(), study.simulate(*backend)).front();
    EXPECT_NEAR(times.in_state[0].mc_se, 0.0568, 4.5 * 0.0057);
    EXPECT_NEAR(times.in_state[0].years, years_alive(0, horizon), 4.5 * times.in_state[0].mc_se);
    EXPECT_NEAR(times.in_state[1].mc_se, times.in_state[0].mc_se, 1e-9);
    EXPECT_NEAR(times.in_state[0].years + times.in_state[1].years, horizon, 1e-9);
}

}  // namespace
}  // namespace ibtr::test
