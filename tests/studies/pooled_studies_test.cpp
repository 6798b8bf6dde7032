// Law: Egger's test is metafor's (3.8.1, reference.R) of the same data; the joint density of normal pairs is the
// closed form that normal kernels of known width expect, and its error is how much it varies.

#include "studies/pooled_studies.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "base/statistics.hpp"
#include "studies/joint_density.hpp"

namespace ibtr::test {
namespace {

using namespace studies;

// metafor's dat.bcg: logarithms of risk ratios and their variances.
const std::vector<meta::Effect> bcg{
    {-0.88931133392020545, 0.32558476500396133, false},  {-1.5853886572014306, 0.19458112139814385, false},
    {-1.3480731482996933, 0.41536796536796539, false},   {-1.4415511900213054, 0.020010031902247573, false},
    {-0.21754732221129558, 0.051210172169630863, false}, {-0.78611558581886398, 0.0069056184559087574, false},
    {-1.6208982235983918, 0.22301724757231517, false},   {0.011952333523840508, 0.0039615792978177295, false},
    {-0.4694176487381494, 0.056434210463248966, false},  {-1.3713448034727844, 0.07302479361302891, false},
    {-0.33935882833839059, 0.01241221397155972, false},  {0.44591340057137874, 0.53250584520015276, false},
    {-0.017313948216879815, 0.071404659683986293, false}};

TEST(SmallStudyZ, IsThatOfMetafor) {
    EXPECT_NEAR(small_study_z(bcg), -1.40128200228933, 1e-12);
    EXPECT_NEAR(small_study_z({bcg.data(), 3}), 0.794646044945578, 1e-12);
}

TEST(SmallStudyZ, IsUndefinedWithoutASlope) {
    EXPECT_TRUE(std::isnan(small_study_z({bcg.data(), 2})));
    const std::vector<meta::Effect> equal(5, {0.1, 0.04, false});
    EXPECT_TRUE(std::isnan(small_study_z(equal)));
}

constexpr double sd_1 = 0.3, sd_2 = 2, correlation = 0.5;

JointDensity of_normal_pairs(std::uint32_t seed, std::size_t pairs, double at_1, double at_2) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<double> first, second;
    for (std::size_t i = 0; i < pairs; ++i) {
        const double u = normal(random), v = normal(random);
        first.push_back(1 + sd_1 * u);
        second.push_back(4 + sd_2 * (correlation * u + std::sqrt(1 - correlation * correlation) * v));
        if (i % 7 == 0) {  // pairs of which one is undefined count for nothing
            first.push_back(undefined);
            second.push_back(4);
        }
    }
    return joint_density(first, second, at_1, at_2);
}

/// Normal density with the variances of the pairs and of the kernels, whose widths are sd n^(-1/6) (Scott).
double expected_density(double at_1, double at_2, std::size_t pairs) {
    const double wider = 1 + std::pow(static_cast<double>(pairs), -1.0 / 3);
    const double u = (at_1 - 1) / sd_1, v = (at_2 - 4) / sd_2, rho = correlation / wider;
    const double form = (u * u - 2 * rho * u * v + v * v) / (wider * (1 - rho * rho));
    return std::exp(-form / 2) / (2 * std::numbers::pi * sd_1 * sd_2 * wider * std::sqrt(1 - rho * rho));
}

// 300 densities of 2,000 pairs. Their mean is known to 1/sqrt(300) of one's error; widths are of the sample's own
// spread, which moves the expected density by less than 1e-3 of it. The error of an error from 300 is 4 %, and that of
// ten tenths is right on average (as a root of a mean of squares).
TEST(JointDensity, OfNormalPairsIsItsClosedForm) {
    constexpr std::size_t pairs = 2000;
    constexpr int repeats = 300;
    for (const auto& [at_1, at_2] : {std::pair{1.0, 4.0}, std::pair{1.3, 4.5}, std::pair{0.7, 7.0}}) {
        Moments densities;
        double squared_errors = 0;
        for (int r = 0; r < repeats; ++r) {
            const JointDensity one = of_normal_pairs(static_cast<std::uint32_t>(r), pairs, at_1, at_2);
            densities.add(one.density);
            squared_errors += one.standard_error * one.standard_error / repeats;
        }
        const double spread = std::sqrt(densities.squared_deviations() / (repeats - 1)),
                     expected = expected_density(at_1, at_2, pairs);
        EXPECT_NEAR(densities.mean(), expected, 5 * spread / std::sqrt(repeats) + 2e-3 * expected);
        EXPECT_NEAR(std::sqrt(squared_errors) / spread, 1, 0.25);
    }
}

TEST(JointDensity, IsUndefinedOfFewPairsOrOfOneValue) {
    EXPECT_TRUE(std::isnan(of_normal_pairs(1, 99, 1, 4).density));
    EXPECT_FALSE(std::isnan(of_normal_pairs(1, 100, 1, 4).density));
    const std::vector<double> one_value(200, 1);
    EXPECT_TRUE(std::isnan(joint_density(one_value, one_value, 1, 1).density));
}

}  // namespace
}  // namespace ibtr::test
