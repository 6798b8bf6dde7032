// Law: where the operations do not differ, every standardised contrast is null to the last bit, exact and simulated.

#include <gtest/gtest.h>

#include <cmath>

#include "ibtr/config.hpp"
#include "statistical/model_under_test.hpp"

namespace ibtr::test {
namespace {

double null_of(Measure measure) {
    return measure == Measure::rd || measure == Measure::rmst_diff ? 0.0 : 1.0;
}

void expect_null(const Estimates& estimates) {
    std::size_t compared = 0;
    for (const Contrast& contrast : estimates.contrasts) {
        const double value = contrast.estimate.value;
        if (contrast.population != PopulationKind::standardised || contrast.measure == Measure::nnt) continue;
        if (std::isnan(value)) continue;  // nothing was diverted: no events, no ratio
        ++compared;
        EXPECT_EQ(value, null_of(contrast.measure)) << contrast.endpoint << " " << to_text(contrast.measure);
    }
    EXPECT_GT(compared, 500U);
}

TEST(NullScenario, EveryStandardisedContrastIsExactlyNull) {
    const ModelUnderTest study(load_config({std::string(IBTR_CONFIGS) + "/scenarios/null.toml", {}}).model);
    expect_null(estimate(study.cohort(), study.solve_tables()));
    expect_null(study.estimate(study.simulate(study.plan(100'000, 1), "cpp")));
}

}  // namespace
}  // namespace ibtr::test
