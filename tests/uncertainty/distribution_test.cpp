// The quantile inverts the distribution function, moments agree with numerical integration of the quantile, and
// results carry 40 bits.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "uncertainty/distribution.hpp"

namespace ibtr::test {
namespace {

using Family = DistributionFamily;

const std::vector<Distribution> examples{
    {Family::beta, 2.5, 7},
    {Family::beta, 0.4, 0.6},
    {Family::gamma, 3, 0.01},
    {Family::gamma, 0.3, 2},
    {Family::lognormal, -3, 0.4},
    {Family::normal, 1, 2},
    {Family::truncated_normal, 1, 2, 0},
    {Family::truncated_normal, -4, 1, 0, 3},
    {Family::truncated_normal, 9, 1, 0, 3},
    {Family::uniform, 0, 0, -1, 4},
    {Family::triangular, 1, 0, 0, 4},
    {Family::triangular, 0, 0, 0, 4},
    {Family::pert, 1, 0, 0, 4},
};

TEST(Distribution, QuantileInvertsTheDistributionFunction) {
    for (const Distribution& d : examples)
        for (const double p : {1e-6, 0.01, 0.025, 0.3, 0.5, 0.77, 0.975, 0.999999})
            EXPECT_NEAR(cumulative(d, quantile(d, p)), p, 1e-9) << in_words(d) << " at " << p;
}

// Midpoint rule on 20,000 equal slices of probability; its error is largest at the infinite
// ends of beta(0.4, 0.6) and gamma(0.3), where it is still within the tolerance.
TEST(Distribution, MomentsAreThoseOfTheQuantile) {
    constexpr int slices = 20000;
    for (const Distribution& d : examples) {
        double sum = 0, squares = 0;
        for (int i = 0; i < slices; ++i) {
            const double x = quantile(d, (i + 0.5) / slices);
            sum += x / slices;
            squares += x * x / slices;
        }
        const double sd = standard_deviation(d);
        EXPECT_NEAR(sum, mean(d), 2e-4 * sd) << in_words(d);
        EXPECT_NEAR(std::sqrt(squares - sum * sum), sd, 5e-3 * sd) << in_words(d);
    }
}

TEST(Distribution, QuantilesCarryFortyBits) {
    for (const Distribution& d : examples) {
        int exponent = 0;
        const double mantissa = std::frexp(quantile(d, 0.3), &exponent);
        EXPECT_EQ(std::ldexp(mantissa, 40), std::nearbyint(std::ldexp(mantissa, 40))) << in_words(d);
    }
}

TEST(Distribution, NamesItself) {
    EXPECT_EQ(in_words({Family::truncated_normal, 1, 2, 0, 5}), "truncated_normal(mean 1, sd 2, cut to 0 ... 5)");
    EXPECT_EQ(distribution_family("pert"), Family::pert);
    EXPECT_FALSE(distribution_family("cauchy"));
}

}  // namespace
}  // namespace ibtr::test
