// Law: probabilities of rectangles are those of closed forms, to the error that the integration states; and published p
// values of tests whose joint law is planted have the likelihood that a quadrature gives them.

#include "studies/published_tests.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "studies/normal_rectangle.hpp"

namespace ibtr::test {
namespace {

using namespace studies;

constexpr double infinite = std::numeric_limits<double>::infinity();

NormalLaw equally_correlated(std::size_t n, double correlation) {
    NormalLaw law{std::vector<double>(n, 0), std::vector<double>(n * n, correlation)};
    for (std::size_t i = 0; i < n; ++i) law.covariance[i * n + i] = 1;
    return law;
}

double between(double low, double high) {
    return (std::erfc(low / std::numbers::sqrt2) - std::erfc(high / std::numbers::sqrt2)) / 2;
}

// P(all above 0) with correlations of 1/2 is 1/(n + 1): the first of n + 1 equal rivals wins.
TEST(NormalRectangle, OrthantsInClosedForm) {
    for (const std::size_t n : {2U, 3U, 5U, 8U}) {
        const std::vector<double> low(n, 0), high(n, infinite);
        const Probability p = normal_rectangle(equally_correlated(n, 0.5), low, high);
        EXPECT_NEAR(p.value, 1 / (static_cast<double>(n) + 1), 6 * p.error + 1e-12) << n;
        EXPECT_LT(p.error, 1.1e-4 * p.value) << n;
    }
}

// Without correlation a product, twelve standard deviations out too; one number alone is exact.
TEST(NormalRectangle, ProductsFarOut) {
    NormalLaw law = equally_correlated(3, 0);
    law.mean = {1, -2, 0.5};
    law.covariance[0] = 4;
    const std::array low{25.0, -10.0, 0.0}, high{25.1, -9.5, infinite};
    const double expected = between(12, 12.05) * between(7.5, 8) * between(-0.5, infinite);
    const Probability p = normal_rectangle(law, low, high);
    EXPECT_NEAR(p.value / expected, 1, 1e-9);
    const NormalLaw one{{3}, {0.25}};
    EXPECT_NEAR(normal_rectangle(one, std::array{4.0}, std::array{infinite}).value, between(2, infinite), 1e-16);
}

TEST(NormalLaw, DensityOfTwoCorrelated) {
    const NormalLaw law{{1, 2}, {4, 1.2, 1.2, 1}};
    const double rho = 0.6, u = (2.5 - 1) / 2, v = 1.5 - 2;
    const double expected = -std::log(2 * std::numbers::pi * 2 * std::sqrt(1 - rho * rho)) -
                            (u * u - 2 * rho * u * v + v * v) / (2 * (1 - rho * rho));
    EXPECT_NEAR(law.log_density(std::array{2.5, 1.5}), expected, 1e-13);
}

/// Replicates of two tests with planted means and correlation; hazard ratios, so that z above 0 is a ratio below 1.
StudiesResult planted(const std::array<double, 2>& mean, double correlation, std::uint32_t replicates) {
    StudiesResult result;
    result.replicates = replicates;
    for (std::size_t k = 0; k < 2; ++k) {
        StudyDesign design;
        design.name = k == 0 ? "a" : "b";
        design.same_women = "w";
        design.estimate = StudyEstimate::logrank;
        design.measure = Measure::hr;
        result.designs.push_back(design);
    }
    result.designs[0].published_p = PublishedP{0.009, 0.0085, 0.0095, true};
    result.designs[1].published_p = PublishedP{0.6, 0.55, 0.65, {}};
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    for (std::uint32_t r = 0; r < replicates; ++r) {
        const double u = normal(random),
                     v = correlation * u + std::sqrt(1 - correlation * correlation) * normal(random);
        for (const double z : {mean[0] + u, mean[1] + v}) result.effects.push_back(meta::Effect{-z / 5, 0.04, false});
    }
    return result;
}

double z_of(double p) {  // by bisection of erfc
    double low = 0, high = 40;
    for (int i = 0; i < 200; ++i)
        (std::erfc((low + high) / 2 / std::numbers::sqrt2) > p ? low : high) = (low + high) / 2;
    return low;
}

// The first z between its limits, the second given it by Simpson's rule; both directions of the second.
double likelihood(const std::array<double, 2>& mean, double correlation) {
    const double a = z_of(0.0095), b = z_of(0.0085), c = z_of(0.65), d = z_of(0.55);
    constexpr int pieces = 200;
    double sum = 0;
    for (int i = 0; i <= pieces; ++i) {
        const double u = a + (b - a) * i / pieces - mean[0];
        const double centre = mean[1] + correlation * u, sd = std::sqrt(1 - correlation * correlation);
        const double inner =
            between((c - centre) / sd, (d - centre) / sd) + between((-d - centre) / sd, (-c - centre) / sd);
        const double weight = i == 0 || i == pieces ? 1 : i % 2 == 1 ? 4 : 2;
        sum += weight * inner * std::exp(-u * u / 2) / std::sqrt(2 * std::numbers::pi);
    }
    return sum * (b - a) / pieces / 3;
}

// Of 100,000 replicates means are known to 0.003 and correlations to 0.002: the jackknife knows how much that moves the
// likelihood, five of its errors (of nine degrees of freedom) are wide enough for 1e-3 and the seed is fixed.
TEST(PublishedTests, HaveTheLikelihoodOfTheirPlantedLaw) {
    const std::array mean{1.0, 0.4};
    const JointTests joint = joint_tests(planted(mean, 0.7, 100000)).at(0);
    EXPECT_EQ(joint.replicates, 100000U);
    EXPECT_NEAR(joint.log_likelihood.value, std::log(likelihood(mean, 0.7)), 5 * joint.log_likelihood.standard_error);
    EXPECT_LT(joint.log_likelihood.standard_error, 0.02);
    EXPECT_GT(joint.log_likelihood.standard_error, 0.001);
    EXPECT_NEAR(joint.tests[0].mean, 1, 5 / std::sqrt(1e5));
    EXPECT_NEAR(joint.tests[0].skewness, 0, 5 * std::sqrt(6 / 1e5));
    EXPECT_NEAR(joint.tests[0].excess_kurtosis, 0, 5 * std::sqrt(24 / 1e5));
    const double as_small = between(z_of(0.0095) - 1, infinite);
    EXPECT_NEAR(*joint.tests[0].share_as_small, as_small, 5 * std::sqrt(as_small / 1e5));
    // One finding: "any" and "all" are the same, P(Z > 1.96 - 1).
    const double reported = between(1.959963984540054 - 1, infinite);
    for (const auto& given : {joint.if_any, joint.if_all}) {
        ASSERT_TRUE(given);
        EXPECT_NEAR(given->probability, reported, 0.005);
        EXPECT_NEAR(given->share, given->probability, 5 * std::sqrt(reported / 1e5));
        EXPECT_NEAR(given->log_likelihood.value, joint.log_likelihood.value - std::log(given->probability), 1e-9);
    }
}

// Two findings without correlation and without an effect: 1 - (1 - 0.025)^2, and 0.025^2.
TEST(PublishedTests, AnyOrAllOfTwoFindings) {
    StudiesResult result = planted({0, 0}, 0, 200000);
    result.designs[1].published_p = PublishedP{0.02, 0.015, 0.025, false};
    const JointTests joint = joint_tests(result).at(0);
    EXPECT_NEAR(joint.if_any->probability, 1 - 0.975 * 0.975, 0.0012);
    EXPECT_NEAR(joint.if_all->probability, 0.025 * 0.025, 0.00007);
    EXPECT_NEAR(joint.if_any->share, joint.if_any->probability, 0.003);
    // Independent standard normals: the product of their intervals.
    EXPECT_NEAR(joint.log_likelihood.value, std::log(0.0005 * 0.005), 5 * joint.log_likelihood.standard_error);
}

}  // namespace
}  // namespace ibtr::test
