// Simulation noise that goes with the value of an outcome.

#include "psa/noise_trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace ibtr::test {
namespace {

struct Planted {
    std::vector<double> values;
    std::vector<float> halves;
};

/// Values around 5 with standard deviation 1, noise of variance 0.1 + slope (value - 5).
Planted plant(double slope, std::size_t draws, unsigned seed) {
    std::mt19937_64 words(seed);
    std::normal_distribution<double> normal;
    Planted planted;
    for (std::size_t d = 0; d < draws; ++d) {
        const double x = normal(words);
        planted.values.push_back(5 + x);
        planted.halves.push_back(static_cast<float>(std::sqrt(std::max(0.0, 0.1 + slope * x)) * normal(words)));
    }
    return planted;
}

psa::NoiseTrend trend_of(const Planted& planted) {
    psa::NoiseTrend trend;
    for (std::size_t d = 0; d < planted.values.size(); ++d) trend.add(planted.values[d], planted.halves[d]);
    return trend;
}

// The sums against the two-pass formulas; rounding of float64 sums of 1,000 terms, squared, alone.
TEST(NoiseTrend, EqualsTwoPasses) {
    const Planted planted = plant(0.02, 1000, 1);
    double mean = 0, noise = 0;
    for (std::size_t d = 0; d < 1000; ++d) {
        mean += planted.values[d] / 1000;
        noise += std::pow(static_cast<double>(planted.halves[d]), 2) / 1000;
    }
    double products = 0, of_values = 0, of_noise = 0;
    for (std::size_t d = 0; d < 1000; ++d) {
        const double u = planted.values[d] - mean, g = std::pow(static_cast<double>(planted.halves[d]), 2) - noise;
        products += u * g;
        of_values += u * u;
        of_noise += g * g;
    }
    const psa::NoiseTrend trend = trend_of(planted);
    EXPECT_NEAR(trend.noise(), noise, 1e-12);
    EXPECT_NEAR(trend.slope().covariance, products / 999, 1e-10);
    EXPECT_NEAR(trend.slope().z, products / std::sqrt(of_values * of_noise / 1000), 1e-8);
}

// Even noise: z is standard normal, so that of 400 samples about 1 is beyond 3 and more than 8 are with probability
// 1e-6. A slope of 0.1, all of the noise a standard deviation, has z of about 0.1 sqrt(2,000) / (0.1 sqrt 3) = 26 and
// moves a limit by 14 % of a standard deviation, more than 2.67 / sqrt 2000 = 6 %: found in every sample, as the error
// of the slope is 3 % of it. One of 0.01 moves it by 1.4 %: left alone.
TEST(NoiseTrend, IsFoundWhereItMatters) {
    const auto uneven = [](double slope, unsigned seed) {
        return psa::noise_is_uneven(trend_of(plant(slope, 2000, seed)).slope(), 5, 1, 2000, {5 - 1.96, 5 + 1.96});
    };
    int beyond = 0;
    for (unsigned seed = 1; seed <= 400; ++seed)
        beyond += std::abs(trend_of(plant(0, 2000, seed)).slope().z) > 3 ? 1 : 0;
    EXPECT_LE(beyond, 8);
    for (unsigned seed = 1; seed <= 20; ++seed) {
        EXPECT_FALSE(uneven(0.01, seed)) << seed;
        EXPECT_TRUE(uneven(0.1, seed)) << seed;
    }
}

// The same in every draw: no noise, no slope.
TEST(NoiseTrend, OfNoNoiseIsNone) {
    const psa::NoiseSlope slope = trend_of({{1, 2, 3}, {0, 0, 0}}).slope();
    EXPECT_EQ(slope.covariance, 0);
    EXPECT_EQ(slope.z, 0);
}

}  // namespace
}  // namespace ibtr::test
