// The split against numbers worked out by hand, and against variances that were planted.

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "psa/summary.hpp"
#include "reference/normal.hpp"

namespace ibtr::test {
namespace {

using psa::DrawMoments, psa::split_variance, psa::VarianceSplit;

// Incremental net benefit with mean 1,000, parameter SD 2,000 and patient SD 40,000, so n* = 400: what 100 to 100,000
// patients per draw make of the SD, the value of information and the probability of being cost-effective.
TEST(VarianceSplit, ReproducesTheWorkedExample) {
    struct Row {
        double patients, inflation, apparent, cost_effective;
    };
    for (const Row& row : {Row{100, 2.24, 1328, 0.588}, Row{1000, 1.18, 527, 0.664}, Row{10000, 1.02, 410, 0.688},
                           Row{100000, 1.002, 397, 0.691}}) {
        const double noise = 40000.0 * 40000.0 / row.patients;
        const VarianceSplit split = split_variance({1000, 1000, 2000.0 * 2000.0 + noise, noise}, row.patients);
        const double seen = std::sqrt(2000.0 * 2000.0 + noise), corrected = std::sqrt(split.parameter_variance);
        EXPECT_NEAR(split.optimal_patients, 400, 1e-9);
        EXPECT_NEAR(seen / corrected, row.inflation, row.patients < 1e5 ? 0.005 : 0.0005);
        EXPECT_NEAR(reference::normal_loss(1000, seen), row.apparent, 0.6);
        EXPECT_NEAR(reference::normal_cumulative(1000 / seen), row.cost_effective, 0.0006);
        EXPECT_NEAR(reference::normal_loss(1000, corrected), 396, 0.5);
        EXPECT_NEAR(corrected / seen, split.shrinkage, 1e-12);
        EXPECT_NEAR(split.noise_share, 20 / std::sqrt(row.patients), 1e-12);
    }
}

/// Results of draws with planted variances: f ~ N(0, parameter^2), two halves with errors ~ N(0, 2 patient^2 / n).
DrawMoments plant(double parameter_sd, double patient_sd, double patients, std::size_t draws, unsigned seed) {
    std::mt19937_64 words(seed);
    const auto normal = [&] {  // Box and Muller
        const double u = (static_cast<double>(words() >> 11) + 0.5) * 0x1p-53;
        const double v = static_cast<double>(words() >> 11) * 0x1p-53;
        return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::acos(-1.0) * v);
    };
    std::vector<double> means;
    DrawMoments moments;
    moments.draws = draws;
    for (std::size_t d = 0; d < draws; ++d) {
        const double f = parameter_sd * normal(), half_sd = patient_sd * std::sqrt(2 / patients);
        const double first = f + half_sd * normal(), second = f + half_sd * normal();
        means.push_back((first + second) / 2);
        moments.mean += means.back() / static_cast<double>(draws);
        moments.simulation_variance += (first - second) * (first - second) / 4 / static_cast<double>(draws);
    }
    for (const double x : means)
        moments.variance += (x - moments.mean) * (x - moments.mean) / static_cast<double>(draws - 1);
    return moments;
}

// The estimate of sp2 is within 5 of its standard errors; that of sw2 has relative standard error sqrt(2 / draws).
TEST(VarianceSplit, RecoversPlantedVariances) {
    for (const double patient_sd : {1.0, 30.0, 300.0}) {
        const VarianceSplit split = split_variance(plant(2, patient_sd, 500, 20000, 7), 500);
        EXPECT_NEAR(split.parameter_variance, 4, 5 * split.parameter_variance_se) << patient_sd;
        EXPECT_NEAR(split.patient_variance / (patient_sd * patient_sd), 1, 5 * std::sqrt(2.0 / 20000)) << patient_sd;
        EXPECT_TRUE(split.resolved);
    }
}

// The worked example again, from 20,000 draws of 1,000 patients: sp2 has relative standard error 2.1 % there and sw2 1
// %, so that n* lies within 12 % of 400.
TEST(VarianceSplit, FindsTheWorkedExamplesOptimum) {
    const VarianceSplit split = split_variance(plant(2000, 40000, 1000, 20000, 3), 1000);
    EXPECT_NEAR(split.optimal_patients, 400, 0.12 * 400);
    EXPECT_NEAR(split.noise_share, std::sqrt(0.4), 0.06 * std::sqrt(0.4));
}

// Without parameter uncertainty the estimate falls on both sides of 0; below it nothing is claimed.
TEST(VarianceSplit, IsNotResolvedWhereNothingIsLeft) {
    int unresolved = 0;
    for (unsigned seed = 0; seed < 100; ++seed) {
        const VarianceSplit split = split_variance(plant(0, 30, 500, 200, seed), 500);
        EXPECT_EQ(split.resolved, split.parameter_variance > 0);
        if (split.resolved) continue;
        ++unresolved;
        EXPECT_TRUE(std::isnan(split.optimal_patients) && std::isnan(split.shrinkage) && std::isnan(split.noise_share));
    }
    EXPECT_GT(unresolved, 25);  // binomial(100, about 1/2): 5 sigma below
    EXPECT_LT(unresolved, 75);
}

}  // namespace
}  // namespace ibtr::test
