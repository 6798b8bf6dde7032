#include "base/statistics.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace ibtr::test {
namespace {

// Tolerance: the constants are R's to 15 digits.
TEST(Statistics, QuantilesOfStudentsLaw) {
    EXPECT_NEAR(t_975(1), 12.7062047361747, 1e-12);  // qt(0.975, 1)
    EXPECT_NEAR(t_975(49), 2.00957523712924, 1e-13);
    EXPECT_NEAR(t_975(1e9), z_975, 1e-8);
    EXPECT_TRUE(std::isnan(t_975(0)));
}

TEST(Statistics, MeanAndVarianceOfASample) {
    const std::array values{2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0};
    EXPECT_EQ(mean(values), 5);
    EXPECT_DOUBLE_EQ(sample_variance(values, 5), 32.0 / 7);
    EXPECT_TRUE(std::isnan(mean({})));
    EXPECT_TRUE(std::isnan(sample_variance(std::array{1.0}, 1)));
}

// Law: both ways to the sum of squared deviations agree; of values near their spread to the rounding of their squares.
TEST(Statistics, MomentsAgreeWithTheSample) {
    std::mt19937_64 words(5);
    std::uniform_real_distribution<double> uniform(-1, 2);
    std::vector<double> values(1000);
    Moments moments;
    for (double& value : values) moments.add(value = uniform(words));
    EXPECT_EQ(moments.count(), 1000);
    EXPECT_EQ(moments.mean(), mean(values));
    EXPECT_NEAR(moments.squared_deviations() / 999, sample_variance(values, mean(values)), 1e-13);
}

// R: quantile(c(1, 3, 4, 8, 9), c(0, 0.1, 0.5, 0.9, 1)), type 7.
TEST(Statistics, QuantilesAreLinearBetweenOrderStatistics) {
    const std::array sorted{1.0, 3.0, 4.0, 8.0, 9.0};
    const std::array probabilities{0.0, 0.1, 0.5, 0.9, 1.0}, expected{1.0, 1.8, 4.0, 8.6, 9.0};
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        EXPECT_DOUBLE_EQ(sorted_quantile(sorted, probabilities[i]), expected[i]);
        std::array shuffled{8.0, 1.0, 9.0, 4.0, 3.0};
        EXPECT_EQ(quantile(shuffled, probabilities[i]), sorted_quantile(sorted, probabilities[i]));
    }
    EXPECT_EQ(sorted_quantile(std::array{2.5}, 0.975), 2.5);
}

// Law: with equal weights of 1, the k-th value is reached at the weight k.
TEST(Statistics, WeightedQuantileIsTheFirstValueThatReaches) {
    const std::vector<std::pair<double, double>> equal{{1, 1}, {2, 1}, {3, 1}};
    EXPECT_EQ(weighted_quantile(equal, 0.5), 1);
    EXPECT_EQ(weighted_quantile(equal, 1), 1);
    EXPECT_EQ(weighted_quantile(equal, 1.5), 2);
    EXPECT_EQ(weighted_quantile(equal, 4), 3) << "the last where the weights do not reach";
    EXPECT_EQ(weighted_quantile(std::vector<std::pair<double, double>>{{1, 0}, {2, 1}}, 0.5), 2);
}

}  // namespace
}  // namespace ibtr::test
