// Law: in a model in cycles events lie at the ends of cycles. Where everyone falls ill in the first cycle and dies in
// the second, the mean years alive are 2 whatever the women: half a tick less would be 0.002. Tolerance: rounding.

#include <gtest/gtest.h>

#include "cycles_to_death.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/study.hpp"
#include "psa/outcomes.hpp"

namespace ibtr::test {
namespace {

double mean_years_alive(const Estimates& estimates) {
    for (const CurvePoint& point : estimates.curves)
        if (point.endpoint == "rmst" && point.time_years == 8) return point.estimate.value;
    return 0;
}

TEST(CycleTimes, EventsLieAtTheEndOfTheirCycle) {
    const Study study(load_config_text(cycles_to_death, "cycles.toml"));
    EXPECT_NEAR(mean_years_alive(study.estimate(study.solve({.budget_seconds = 0}))), 2, 1e-9);
    EXPECT_NEAR(mean_years_alive(study.estimate(study.simulate(*make_backend("omp", 0)))), 2, 1e-12);
}

// The same of the sums of a draw.
TEST(CycleTimes, OfADrawToo) {
    const Study study(load_config_text(cycles_to_death, "cycles.toml"), {.batches = 2});
    const psa::OutcomePlan outcomes(study.model(), study.graph(), {}, {});
    const Sums sums = sums_of(outcomes.sums(), study.simulate(*make_backend("cpp", 1)));
    const psa::DrawOutcomes draw = outcomes.evaluate(study.parameters(), study.population(), sums);
    std::size_t found = 0;
    for (std::size_t i = 0; i < outcomes.outcomes().size(); ++i)
        if (outcomes.outcomes()[i].endpoint == "rmst" && outcomes.outcomes()[i].time_years == 8) {
            EXPECT_NEAR(draw.values[i], 2, 1e-12);
            ++found;
        }
    EXPECT_EQ(found, 1U);
}

}  // namespace
}  // namespace ibtr::test
