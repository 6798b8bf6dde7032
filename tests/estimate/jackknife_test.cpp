#include "estimate/standard_error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "tracked_cohort.hpp"

namespace ibtr::test {
namespace {

double standard_error(const std::vector<double>& replicates) {
    const auto n = static_cast<double>(replicates.size());
    double mean = 0, squares = 0;
    for (const double x : replicates) mean += x / n;
    for (const double x : replicates) squares += (x - mean) * (x - mean);
    return std::sqrt((n - 1) / n * squares);
}

/// Every number again from the women that are left when a batch is removed from the cohort. The batches' grid is the
/// fine grid, so that products and hazard ratios are the same functionals.
class JackknifeAgainstRecomputation : public ::testing::Test {
protected:
    static constexpr std::size_t batches = 10;
    TrackedCohort cohort_{
        example_model(),
        {.women = 803, .batches = batches, .interval_end_bins = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}}};
    Estimates all_ = cohort_.estimates();
    std::vector<Estimates> without_ = [this] {
        std::vector<Estimates> result;
        for (std::size_t b = 0; b < batches; ++b)
            result.push_back(estimate({cohort_.model, cohort_.parameters, cohort_.population, cohort_.graph},
                                      cohort_.tallies_without(b)));
        return result;
    }();
};

TEST_F(JackknifeAgainstRecomputation, EveryCurveErrorIsTheStandardFormula) {
    std::size_t positive = 0;
    for (std::size_t k = 0; k < all_.curves.size(); ++k) {
        std::vector<double> replicates;
        for (const Estimates& estimates : without_) replicates.push_back(estimates.curves[k].estimate.value);
        const double expected = standard_error(replicates), found = all_.curves[k].estimate.mc_se;
        if (std::isnan(found)) {  // nothing has happened yet, in any batch
            EXPECT_LT(expected, 1e-12);
            continue;
        }
        EXPECT_NEAR(found, expected, 1e-12 + 1e-7 * expected) << all_.curves[k].endpoint;
        positive += found > 0;
    }
    EXPECT_GT(positive, all_.curves.size() * 8 / 10);  // all but time 0 and a few rare events
}

TEST_F(JackknifeAgainstRecomputation, EveryContrastErrorAndIntervalIsTheStandardFormula) {
    const double quantile = 2.2621571627982;  // t(9), 0.975: R, qt(0.975, 9)
    for (std::size_t k = 0; k < all_.contrasts.size(); ++k) {
        const Contrast& contrast = all_.contrasts[k];
        if (contrast.measure == Measure::nnt || std::isnan(contrast.estimate.ci_low)) continue;
        SCOPED_TRACE(contrast.endpoint + " " + to_text(contrast.measure));
        const bool plain = contrast.measure == Measure::rd || contrast.measure == Measure::rmst_diff;
        std::vector<double> replicates, logs;
        for (const Estimates& estimates : without_) {
            replicates.push_back(estimates.contrasts[k].estimate.value);
            logs.push_back(std::log(replicates.back()));
        }
        const Estimate& found = contrast.estimate;
        const double expected = standard_error(replicates);
        EXPECT_NEAR(found.mc_se, expected, 1e-12 + 1e-6 * expected);
        if (plain) {
            EXPECT_NEAR(found.ci_low, found.value - quantile * expected, 1e-9);
            EXPECT_NEAR(found.ci_high, found.value + quantile * expected, 1e-9);
        } else {
            const double factor = std::exp(quantile * standard_error(logs));
            EXPECT_NEAR(found.ci_low, found.value / factor, 1e-6 * found.value);
            EXPECT_NEAR(found.ci_high, found.value * factor, 1e-6 * found.ci_high);
        }
    }
}

TEST(Jackknife, ErrorsAreGivenOnTheBatchesGridOnly) {
    const TrackedCohort cohort(example_model(), {.women = 400});
    const Estimates estimates = cohort.estimates();
    EXPECT_GT(find_curve(cohort.model, estimates, "mastectomy", "os", 4).mc_se, 0);
    EXPECT_TRUE(std::isnan(find_curve(cohort.model, estimates, "mastectomy", "os", 5).mc_se));
    EXPECT_TRUE(std::isnan(find_curve(cohort.model, estimates, "mastectomy", "os", 5).ci_low));
    const Estimate start = find_curve(cohort.model, estimates, "mastectomy", "os", 0);
    EXPECT_EQ(start.mc_se, 0);
    EXPECT_EQ(start.ci_low, 1);
}

TEST(Jackknife, ABatchThatHoldsAllWomenOfACellLeavesNoErrorButAnEstimate) {
    TrackedCohort cohort(example_model(), {.women = 200});
    for (Woman& woman : cohort.women)
        if (woman.cell == 1) woman.batch = 3;
    const Estimate os = find_curve(cohort.model, cohort.estimates(), "mastectomy", "os", 4);
    EXPECT_TRUE(std::isfinite(os.value));
    EXPECT_TRUE(std::isnan(os.mc_se));
    EXPECT_TRUE(std::isnan(os.ci_low));
    const Estimate small = find_curve(cohort.model, cohort.estimates(), "mastectomy", "os", 4, "size=small");
    EXPECT_GT(small.mc_se, 0);  // this group does not depend on the other cell
}

TEST(Jackknife, IntervalsStayInsideTheScaleAndAgreeInBothDirections) {
    const Spread spread{0.01, 0.5};
    const Estimate alive = with_interval(0.98, spread, Scale::survival, 2);
    const Estimate dead = with_interval(0.02, spread, Scale::incidence, 2);
    EXPECT_GT(alive.ci_low, 0);
    EXPECT_LT(alive.ci_high, 1);
    EXPECT_NEAR(alive.ci_low, 1 - dead.ci_high, 1e-14);
    EXPECT_NEAR(alive.ci_high, 1 - dead.ci_low, 1e-14);
    // log(-log S) -+ 2 x 0.5: S^exp(-+1)
    EXPECT_NEAR(alive.ci_low, std::pow(0.98, std::exp(1.0)), 1e-14);
}

TEST(Jackknife, AReplicateOnTheEdgeOfTheScaleFallsBackOnTheDeltaMethod) {
    const std::vector<double> replicates{0.0, 0.01, 0.01, 0.01};  // one batch holds the only event
    const Spread spread = jackknife_spread(replicates.data(), 4, 1, Scale::incidence);
    EXPECT_NEAR(spread.se, standard_error(replicates), 1e-16);
    EXPECT_TRUE(std::isnan(spread.se_on_scale));
    const Estimate estimate = with_interval(0.0075, spread, Scale::incidence, 3);
    const double slope = -1 / (0.9925 * std::log(0.9925));
    EXPECT_NEAR(estimate.ci_high, 1 - std::pow(0.9925, std::exp(3 * spread.se * slope)), 1e-12);
    EXPECT_GT(estimate.ci_low, 0);
}

TEST(Jackknife, EqualReplicatesHaveExactlyNoSpread) {
    const std::vector<double> replicates(7, 0.1);  // their mean rounds
    EXPECT_EQ(jackknife_spread(replicates.data(), 7, 1, Scale::ratio).se, 0);
    EXPECT_TRUE(std::isnan(jackknife_spread(replicates.data(), 1, 1, Scale::ratio).se));
}

/// Law: over repeated cohorts E[se^2] is the variance of the estimate. The relative variance of se^2 with 9 degrees of
/// freedom is 2/9, so over 4,000 fixed-seed cohorts the mean of se^2 / variance has a standard error of 0.0075; the
/// tolerance is five of these. Without the factor (B-1)/B the mean would be 1.11.
TEST(Jackknife, VarianceIsUnbiasedForAMean) {
    std::mt19937_64 words(11);
    constexpr int cohorts = 4000, batches = 10, size = 20;
    double ratio = 0;
    for (int c = 0; c < cohorts; ++c) {
        double sums[batches] = {}, total = 0;
        for (double& sum : sums) {
            for (int i = 0; i < size; ++i) sum += std::ldexp(static_cast<double>(words() >> 11), -53);
            total += sum;
        }
        std::vector<double> replicates;
        for (const double sum : sums) replicates.push_back((total - sum) / (size * (batches - 1)));
        const double se = jackknife_spread(replicates.data(), batches, 1, Scale::plain).se;
        ratio += se * se / (1.0 / 12 / (size * batches)) / cohorts;
    }
    EXPECT_NEAR(ratio, 1, 0.0375);
}

}  // namespace
}  // namespace ibtr::test
