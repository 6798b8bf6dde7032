#include <gtest/gtest.h>

#include <cmath>

#include "estimate/standard_error.hpp"
#include "exponential_deaths.hpp"
#include "tracked_cohort.hpp"

namespace ibtr::test {
namespace {

TEST(Expected, ExponentialSurvivalAndItsArea) {
    const ExponentialDeaths deaths(1.7);
    const Estimates estimates = deaths.estimates();
    for (std::uint32_t bin = 1; bin <= 12; ++bin) {
        const Estimate os = find_curve(deaths.model, estimates, "repeat_bcs", "os", bin);
        EXPECT_NEAR(os.value, deaths.survival(1, bin, 1.7), 1e-13);
        EXPECT_EQ(os.mc_se, 0);
        EXPECT_TRUE(std::isnan(os.ci_low) && std::isnan(os.ci_high));
        const double area = 0.6 * -std::expm1(-0.051 * bin) / 0.051 + 0.4 * -std::expm1(-0.153 * bin) / 0.153;
        EXPECT_NEAR(find_curve(deaths.model, estimates, "repeat_bcs", "rmst", bin).value, area / 4, 1e-13);
        EXPECT_NEAR(find_at_risk(deaths.model, estimates, "repeat_bcs", "os", bin), 1000 * os.value, 1e-9);
    }
}

// At a constant hazard h, RMST = (1 - exp(-h t)) / h (Uno et al. 2014 for the ratio of what is lacking of t). The mean
// is within 1e-13 years of its closed form, above, and 0.02 years or more are lost: 1e-11 is twice the quotient.
TEST(Expected, TheRatioOfTimesLostHasItsClosedForm) {
    const ExponentialDeaths deaths(1.7);
    const Estimates estimates = deaths.estimates();
    const auto lost = [](double hazard, double bins) { return bins + std::expm1(-hazard * bins) / hazard; };
    for (const std::uint32_t bin : {4U, 8U, 12U}) {
        const auto ratio = [&](const char* group) {
            return find_contrast(deaths.model, estimates, "repeat_bcs", "os", bin, Measure::rmtl_ratio, group);
        };
        EXPECT_NEAR(ratio("size=small").value, lost(0.051, bin) / lost(0.03, bin), 1e-11);
        EXPECT_NEAR(ratio("size=large").value, lost(0.153, bin) / lost(0.09, bin), 1e-11);
        EXPECT_NEAR(ratio("all").value,
                    (0.6 * lost(0.051, bin) + 0.4 * lost(0.153, bin)) / (0.6 * lost(0.03, bin) + 0.4 * lost(0.09, bin)),
                    1e-11);
        EXPECT_EQ(ratio("all").mc_se, 0);
        EXPECT_TRUE(std::isnan(ratio("all").ci_low));
    }
}

TEST(Expected, ProportionalHazardsWithinCellsAreRecoveredByTheStratifiedHazardRatio) {
    for (const double ratio : {0.4, 1.7, 3.0}) {
        const ExponentialDeaths deaths(ratio);
        const Estimates estimates = deaths.estimates();
        const auto hr = [&](Measure measure, const char* group) {
            return find_contrast(deaths.model, estimates, "repeat_bcs", "os", 12, measure, group).value;
        };
        EXPECT_NEAR(hr(Measure::hr_stratified, "all"), ratio, 1e-11);
        EXPECT_NEAR(hr(Measure::hr, "size=large"), ratio, 1e-11);
        // The marginal ratio is nearer to 1: hazards differ between cells (non-collapsibility).
        EXPECT_LT(std::abs(std::log(hr(Measure::hr, "all"))), std::abs(std::log(ratio)) - 1e-3);
    }
}

TEST(Expected, EqualStrategiesAreExactlyEqual) {
    const Estimates estimates = ExponentialDeaths(1).estimates();
    for (const Contrast& contrast : estimates.contrasts) {
        if (contrast.measure == Measure::nnt) continue;
        const bool difference = contrast.measure == Measure::rd || contrast.measure == Measure::rmst_diff;
        EXPECT_EQ(contrast.estimate.value, difference ? 0 : 1);
        EXPECT_EQ(contrast.estimate.mc_se, 0);
    }
}

TEST(Expected, NumberNeededToTreatIsExactToo) {
    const ExponentialDeaths deaths(1.7);
    const Estimates estimates = deaths.estimates();
    const Estimate nnt = find_contrast(deaths.model, estimates, "repeat_bcs", "os", 12, Measure::nnt);
    EXPECT_NEAR(nnt.value, 1 / (deaths.survival(1, 12, 1.7) - deaths.survival(0, 12, 1)), 1e-9);
    EXPECT_EQ(nnt.mc_se, 0);
    EXPECT_TRUE(std::isnan(nnt.ci_low));
}

/// At the horizon, in bin 12.
Quantity share_of(std::size_t strategy, const char* endpoint) {
    return {.measure = Measure::proportion,
            .strategy = StrategyIndex(strategy),
            .endpoint = endpoint,
            .time_years = 12.0 / ExponentialDeaths(1.7).model.grid_per_year};
}

TEST(StratifiedError, IsTheBinomialFormulaWithinStrata) {
    const ExponentialDeaths deaths(1.7);
    const std::vector<std::uint64_t> allocation{302, 201};
    const auto se = stratified_standard_error(deaths.cohort(), deaths.expected, allocation, share_of(1, "os"));
    const double small = std::exp(-0.051 * 12), large = std::exp(-0.153 * 12);
    const double variance = 0.36 * small * (1 - small) / 302 + 0.16 * large * (1 - large) / 201;
    ASSERT_TRUE(se.has_value());
    EXPECT_NEAR(*se, std::sqrt(variance), 1e-14);
    const double pooled = deaths.survival(1, 12, 1.7);
    EXPECT_LT(*se, 0.97 * std::sqrt(pooled * (1 - pooled) / 503));  // the pooled formula is too large
}

TEST(StratifiedError, IsNotDefinedForAMixOrANetSurvival) {
    const ExponentialDeaths deaths(1.7);
    const std::vector<std::uint64_t> allocation{302, 201};
    const auto has_error = [&](std::size_t strategy, const char* endpoint) {
        return stratified_standard_error(deaths.cohort(), deaths.expected, allocation, share_of(strategy, endpoint))
            .has_value();
    };
    EXPECT_TRUE(has_error(0, "os"));
    EXPECT_TRUE(has_error(0, "cif_death_bc"));
    EXPECT_FALSE(has_error(2, "os"));
    EXPECT_FALSE(has_error(0, "bcss"));
    EXPECT_FALSE(has_error(0, "rmst"));
}

}  // namespace
}  // namespace ibtr::test
