// A budget is divided by n*, and n* depends on the config and the seed alone.

#include "psa/analysis_size.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "ibtr/error.hpp"
#include "psa/psa_report.hpp"
#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

// n* = 400 (the worked example) and two strategies: 8 x 10^7 histories are 10^5 draws of 400 patients.
TEST(Budget, GoesIntoDrawsOfTheOptimalSize) {
    const psa::Allocation a = psa::allocate_budget(400, 50, 80000000, 2, 1);
    EXPECT_EQ(a.patients, 400U);
    EXPECT_EQ(a.draws, 100000U);
    EXPECT_EQ(psa::allocate_budget(400, 1000, 80000000, 2, 1).patients, 1000U);  // strata need that many
    const psa::Allocation replicated = psa::allocate_budget(399.2, 50, 80000001, 2, 16);
    EXPECT_EQ(replicated.patients, 400U);
    EXPECT_EQ(replicated.draws, 100000U / 16 * 16);
}

TEST(Budget, LeavesAHundredDraws) {
    const psa::Allocation a = psa::allocate_budget(1e9, 50, 80000, 2, 1);
    EXPECT_EQ(a.patients, 400U);
    EXPECT_EQ(a.draws, 100U);
    EXPECT_THROW(psa::allocate_budget(10, 50, 9999, 2, 1), UsageError);
    EXPECT_EQ(psa::allocate_budget(10, 50, 10000, 2, 1).draws, 100U);
}

// The pilot's 256 draws give n* a relative standard error of sqrt(2 / 256) from sw2 and somewhat more from sp2, about
// 0.15 together; 3,000 draws know it to 0.04.
TEST(Pilot, FindsTheOptimumOfALargeAnalysis) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, {DesignKind::monte_carlo, 3000, 1}, scratch.path());
    psa::Store store = analysis.create();
    analysis.run(store, 2);
    const psa::Summary summary = analysis.summary(store);
    double optimal = 0;
    for (std::size_t i = 0; i < summary.outcomes.size(); ++i)
        if (psa::decides(analysis.plan->outcomes()[i]))
            optimal = std::max(optimal, summary.outcomes[i].split.optimal_patients);

    const psa::Allocation one = psa::plan_budget(analysis.config, 10000000, 1, *make_plain_backend(1));
    EXPECT_NEAR(std::log(one.optimal_patients / optimal), 0, 5 * 0.16);
    const psa::Allocation many = psa::plan_budget(analysis.config, 10000000, 1, *make_plain_backend(4));
    EXPECT_EQ(one.optimal_patients, many.optimal_patients);
    EXPECT_EQ(one.draws, many.draws);
    EXPECT_LE(one.patients * one.draws * 2, 10000000U);
}

TEST(Pilot, RefusesWhatItCannotResolve) {
    std::string certain = one_hazard;
    for (const auto& [from, to] : {std::pair{"standard_error = 0.025", "standard_error = 1e-6"},
                                   std::pair{"log_standard_error = 0.2", "log_standard_error = 1e-6"}})
        certain.replace(certain.find(from), std::string(from).size(), to);
    const ScratchFolder scratch;
    // Whether the estimate of sp2 falls below 0 is luck of about one half for each of four contrasts.
    const SmallAnalysis analysis(certain, {DesignKind::monte_carlo, 2, 1}, scratch.path());
    bool refused = false;
    LoadedConfig config = analysis.config;
    for (std::uint64_t seed = 1; seed <= 20 && !refused; ++seed) {
        config.model.seed = seed;
        try {
            psa::plan_budget(config, 10000000, 1, *make_plain_backend(2));
        } catch (const UsageError& error) {
            refused = std::string(error.what()).find("choose --patients and --draws yourself") != std::string::npos;
        }
    }
    EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace ibtr::test
