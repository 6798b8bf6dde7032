// Law: Kaplan-Meier with Greenwood's error, log-rank and Cox (Efron), crude and within strata, are those of R's
// survival 3.5.3 on grouped_times.csv (reference.R made both), to the digits that R prints; Cox to R's own convergence.

#include "studies/study_estimate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/csv.hpp"

namespace ibtr::test {
namespace {

using namespace studies;

constexpr std::size_t bins = 36;

/// @param classes 1: all women are of one
SeenTable read_arm(int arm, std::size_t classes) {
    const CsvTable table = read_csv(IBTR_GROUPED_TIMES);
    SeenTable result(classes, bins);
    for (const CsvRow& row : table.rows) {
        if (row.fields[0] != std::to_string(arm)) continue;
        const std::size_t of_class = classes == 1 ? 0 : static_cast<std::size_t>(std::stoi(row.fields[1]));
        const std::size_t place = of_class * bins + static_cast<std::size_t>(std::stoi(row.fields[2])) - 1;
        (row.fields[3] == "1" ? result.events : result.left)[place] += 1;
    }
    EXPECT_EQ(result.women(), 120);
    return result;
}

TEST(StudyEstimate, KaplanMeierIsThatOfR) {
    const double survival[]{0.4146857791269924, 0.3634882472013692};
    const double error[]{0.0548162699275569, 0.0508067782053255};
    for (int arm = 1; arm <= 2; ++arm) {
        const KaplanMeier curve = kaplan_meier(read_arm(arm, 1), 24);
        EXPECT_NEAR(curve.survival, survival[arm - 1], 1e-14);
        EXPECT_NEAR(curve.survival * std::sqrt(curve.relative_variance), error[arm - 1], 1e-14);
        // Classes are no part of a crude curve.
        EXPECT_NEAR(kaplan_meier(read_arm(arm, 3), 24).survival, survival[arm - 1], 1e-14);
    }
}

TEST(StudyEstimate, LogRankIsThatOfR) {
    const survival::LogRank crude = log_rank(read_arm(1, 1), read_arm(2, 1), bins);
    EXPECT_NEAR(crude.observed_minus_expected(), -14.1618182610489, 1e-12);
    EXPECT_NEAR(crude.variance(), 32.4675997774174, 1e-12);
    const survival::LogRank stratified = log_rank(read_arm(1, 3), read_arm(2, 3), bins);
    EXPECT_NEAR(stratified.observed_minus_expected(), -16.4934035076229, 1e-12);
    EXPECT_NEAR(stratified.variance(), 31.4974685882843, 1e-12);
}

TEST(StudyEstimate, CoxIsThatOfR) {
    const auto crude = cox(read_arm(1, 1), read_arm(2, 1), bins);
    ASSERT_TRUE(crude);
    EXPECT_NEAR(crude->estimate, -0.4293564710059216, 1e-10);
    EXPECT_NEAR(crude->variance, 0.0299830024910333, 1e-10);
    const auto stratified = cox(read_arm(1, 3), read_arm(2, 3), bins);
    ASSERT_TRUE(stratified);
    EXPECT_NEAR(stratified->estimate, -0.5066331430057236, 1e-10);
    EXPECT_NEAR(stratified->variance, 0.0306150023339591, 1e-10);
}

/// Two arms of four women in two bins.
SeenTable four_women(double events_1, double events_2, double left_2) {
    SeenTable table(1, 2);
    table.events = {events_1, events_2};
    table.left = {0, left_2};
    return table;
}

StudyDesign design_of(StudyEstimate estimate, Measure measure) {
    StudyDesign design;
    design.estimate = estimate;
    design.measure = measure;
    design.horizon_years = 2;
    return design;
}

TEST(StudyEstimate, NoEventOnEitherSideIsNoEstimate) {
    const SeenTable nobody = four_women(0, 0, 4);
    for (const StudyEstimate estimate : {StudyEstimate::counts, StudyEstimate::km, StudyEstimate::km_counts,
                                         StudyEstimate::logrank, StudyEstimate::cox})
        EXPECT_FALSE(estimate_study(design_of(estimate, Measure::rr_event), nobody, nobody, 1)) << to_text(estimate);
}

// 0 of 4 against 1 of 4: 1/2 to each cell, ln((0.5/5)/(1.5/5)); variance 1/0.5 - 1/5 + 1/1.5 - 1/5.
TEST(StudyEstimate, OneEmptyCellGetsAHalf) {
    const auto effect = estimate_study(design_of(StudyEstimate::counts, Measure::rr_event), four_women(0, 0, 4),
                                       four_women(1, 0, 3), 1);
    ASSERT_TRUE(effect);
    EXPECT_TRUE(effect->corrected);
    EXPECT_NEAR(effect->estimate, std::log(0.5 / 1.5), 1e-14);
    EXPECT_NEAR(effect->variance, 2 - 0.2 + 1 / 1.5 - 0.2, 1e-14);
}

// The likelihood of one arm without events has no maximum: that is said, and not a number of 20.
TEST(StudyEstimate, MonotoneLikelihoodIsNoEstimate) {
    EXPECT_FALSE(cox(four_women(0, 0, 4), four_women(1, 1, 2), 2));
    EXPECT_FALSE(cox(four_women(1, 1, 2), four_women(0, 0, 4), 2));
}

// One event each, of the first arm first: 4/(8) then 3/(7): U = 1 - 4t/(4t+4) - 3t/(3t+4) = 0 has t^2 = 4/3.
TEST(StudyEstimate, CoxOfTwoEventsInClosedForm) {
    SeenTable first(1, 2), second(1, 2);
    first.events = {1, 0};
    first.left = {0, 3};
    second.events = {0, 1};
    second.left = {0, 3};
    const auto effect = cox(first, second, 2);
    ASSERT_TRUE(effect);
    EXPECT_NEAR(effect->estimate, std::log(4.0 / 3) / 2, 1e-12);
}

}  // namespace
}  // namespace ibtr::test
