// Laws: the polynomial through n nodes is exact for polynomials of degree n - 1 on the scale of the nodes, at nodes and
// between them, to rounding; points of a prior have its mean and variance, but for the 7e-6 that is cut off.

#include "weigh/interpolation.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ibtr::test {
namespace {

Distribution law(DistributionFamily family, double first, double second) {
    Distribution distribution;
    distribution.family = family;
    distribution.first = first;
    distribution.second = second;
    return distribution;
}

double interpolated(const weigh::NodeScale& scale, double at, double (*function)(double)) {
    const std::vector<double> weights = scale.weights_at(at);
    double sum = 0;
    for (std::size_t j = 0; j < weights.size(); ++j) sum += weights[j] * function(scale.nodes()[j]);
    return sum;
}

TEST(NodeScale, IsExactForPolynomials) {
    Distribution uniform;
    uniform.low = 0;
    uniform.high = 2;
    const weigh::NodeScale scale({"x", {{"main", uniform}}, 4});
    const auto cubic = [](double x) { return 1 - 2 * x + 3 * x * x - x * x * x; };
    EXPECT_NEAR(scale.nodes().front(), 0, 1e-5);
    EXPECT_NEAR(scale.nodes().back(), 2, 1e-5);
    for (const double x : {0.1, 0.5, 1.0, 1.7, scale.nodes()[1]})
        EXPECT_NEAR(interpolated(scale, x, cubic), cubic(x), 1e-12) << x;
    EXPECT_EQ(scale.between().size(), 3U);
    EXPECT_EQ(scale.at_share(1), scale.nodes().back());
}

TEST(NodeScale, IsLogarithmicForLognormalPriorsAndHoldsThemAll) {
    const weigh::NodeScale scale(
        {"x",
         {{"main", law(DistributionFamily::lognormal, 0, 0.1)}, {"wide", law(DistributionFamily::lognormal, 0, 1)}},
         5});
    EXPECT_NEAR(std::log(scale.nodes().front()), -weigh::z_limit, 1e-6);
    EXPECT_NEAR(std::log(scale.nodes().back()), weigh::z_limit, 1e-6);
    const auto square = [](double x) { return std::log(x) * std::log(x); };
    EXPECT_NEAR(interpolated(scale, 1.7, square), square(1.7), 1e-12);
}

TEST(PriorPoints, HaveTheMeanAndVarianceOfTheLaw) {
    for (const Distribution& prior : {law(DistributionFamily::lognormal, 0.2, 0.5), law(DistributionFamily::beta, 2, 3),
                                      law(DistributionFamily::normal, -1, 2)}) {
        const weigh::PriorPoints points = weigh::points_of(prior, 91);
        double sum = 0, first = 0, second = 0;
        for (std::size_t k = 0; k < points.values.size(); ++k) {
            sum += points.weights[k];
            first += points.weights[k] * points.values[k];
            second += points.weights[k] * points.values[k] * points.values[k];
        }
        const double sd = standard_deviation(prior);
        EXPECT_NEAR(sum, 1, 1e-12);
        EXPECT_NEAR(first, mean(prior), 1e-3 * sd);
        EXPECT_NEAR(std::sqrt(second - first * first), sd, 1e-3 * sd);
    }
}

}  // namespace
}  // namespace ibtr::test
