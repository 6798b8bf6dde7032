// Value of information and regressions against closed forms.

#include "sensitivity/value_of_information.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "reference/normal.hpp"
#include "sensitivity/smooth_fit.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::test {
namespace {

using sensitivity::InformationValue;

constexpr std::size_t many_draws = 4000;

std::vector<double> normal_draws(std::uint64_t seed) {
    std::mt19937_64 words(seed);
    std::vector<double> values;
    for (std::size_t i = 0; i < many_draws; ++i) values.push_back(normal_variate(words()));
    return values;
}

template <class Function>
std::vector<double> map(const std::vector<double>& a, const std::vector<double>& b, Function function) {
    std::vector<double> values;
    for (std::size_t i = 0; i < a.size(); ++i) values.push_back(function(a[i], b[i]));
    return values;
}

/// Five standard errors; and an error small enough to tell the truth from 0.
void expect_value(const InformationValue& found, double truth) {
    EXPECT_LE(std::abs(found.value - truth), 5 * found.standard_error) << found.value << " instead of " << truth;
    EXPECT_LT(found.standard_error, 0.03);
}

const std::vector<double> x1 = normal_draws(1), x2 = normal_draws(2), nothing(many_draws, 0.0);

// Net benefit of one strategy 0, of the other m + b1 x1 + b2 x2.
TEST(Information, OfANormalNetBenefit) {
    constexpr double m = 0.2, b1 = 0.6, b2 = 0.8;
    const std::vector<std::vector<double>> values{nothing,
                                                  map(x1, x2, [&](double a, double b) { return m + b1 * a + b2 * b; })};
    expect_value(sensitivity::perfect_information(values), reference::normal_loss(m, std::hypot(b1, b2)));
    expect_value(sensitivity::partial_information(values, {x1}, 9), reference::normal_loss(m, b1));
    expect_value(sensitivity::partial_information(values, {x2}, 9), reference::normal_loss(m, b2));
    const InformationValue both = sensitivity::partial_information(values, {x1, x2}, 9);
    EXPECT_NEAR(both.value, sensitivity::perfect_information(values).value, 1e-9);  // nothing else is uncertain
}

// x1^2 - 1 + x2: E max(0, X^2 - 1) = 2 phi(1). A straight line would see nothing in x1.
TEST(Information, OfACurvedNetBenefit) {
    const std::vector<std::vector<double>> values{nothing,
                                                  map(x1, x2, [](double a, double b) { return a * a - 1 + b; })};
    expect_value(sensitivity::partial_information(values, {x1}, 9),
                 2 * std::exp(-0.5) / std::sqrt(2 * std::acos(-1.0)));
}

TEST(Information, OfThreeStrategiesIsAboutTheBest) {
    // Whatever is known, the third is the best: nothing is gained.
    const std::vector<std::vector<double>> values{x1, x2, std::vector<double>(many_draws, 100.0)};
    EXPECT_EQ(sensitivity::perfect_information(values).value, 0);
    EXPECT_EQ(sensitivity::partial_information(values, {x1}, 9).value, 0);
}

// An odd and an even number of draws: sums over no columns at all took different paths.
TEST(Information, OfOneStrategyIsNothing) {
    for (const std::ptrdiff_t size : {101, 102}) {
        const std::vector<double> only(x1.begin(), x1.begin() + size);
        for (const InformationValue found :
             {sensitivity::perfect_information({only}), sensitivity::partial_information({only}, {only}, 9)}) {
            EXPECT_EQ(found.value, 0) << size;
            EXPECT_EQ(found.standard_error, 0) << size;
        }
    }
}

TEST(Information, OfWhatHasNoEffectIsNothing) {
    const std::vector<std::vector<double>> values{nothing, map(x1, x1, [](double a, double) { return 0.3 + a; })};
    expect_value(sensitivity::partial_information(values, {x2}, 9), 0);
}

TEST(SmoothFit, ExplainsAnInputsShareOfTheVariance) {
    const std::vector<double> y = map(x1, x2, [](double a, double b) { return 2 * std::sin(a) + b; });
    const Eigen::MatrixXd response = Eigen::Map<const Eigen::VectorXd>(y.data(), many_draws);
    // Var(2 sin X) = 2 (1 - e^-2), and the rest has variance 1; the error of a share of 4,000 draws is about 0.01.
    const double part = 2 * (1 - std::exp(-2.0));
    EXPECT_NEAR(sensitivity::SmoothFit({x1}, response).explained_share(0), part / (part + 1), 0.05);
    EXPECT_NEAR(sensitivity::SmoothFit({x2}, response).explained_share(0), 1 / (part + 1), 0.05);
    // The sine's outermost bends lie beyond the spline's last knots (2 and 98 %), where it is straight.
    EXPECT_NEAR(sensitivity::SmoothFit({x1, x2}, response).explained_share(0), 1, 5e-3);
}

TEST(SmoothFit, IgnoresInputsThatDoNotVary) {
    const Eigen::MatrixXd response = Eigen::Map<const Eigen::VectorXd>(x1.data(), many_draws);
    EXPECT_NEAR(sensitivity::SmoothFit({nothing}, response).explained_share(0), 0, 1e-12);
    EXPECT_NEAR(sensitivity::SmoothFit({nothing, x1}, response).explained_share(0), 1, 1e-9);
}

// The printed error of a variance share is the scatter over 400 samples of 300: of a straight line that explains a
// fifth, and of nothing, where the choice among numbers of terms adds some. Bounds: 400 samples give a standard
// deviation to 3.5 %, five times that is 18 %; for the choice, up to a half more.
TEST(VarianceShare, ItsErrorIsItsScatterBetweenSamples) {
    std::mt19937_64 words(8);
    for (const double slope : {0.0, 0.5}) {
        constexpr int samples = 400, size = 300;
        double sum = 0, squares = 0, printed = 0;
        for (int k = 0; k < samples; ++k) {
            std::vector<double> x;
            Eigen::MatrixXd y(size, 1);
            for (int i = 0; i < size; ++i) {
                x.push_back(normal_variate(words()));
                y(i, 0) = slope * x.back() + normal_variate(words());
            }
            const sensitivity::SmoothFit fit({x}, y);
            const double share = fit.explained_share(0);
            sum += share;
            squares += share * share;
            printed += fit.error_of_explained_share(0) / samples;
        }
        const double scatter = std::sqrt((squares - sum * sum / samples) / (samples - 1));
        EXPECT_NEAR(sum / samples, slope * slope / (slope * slope + 1), 0.01) << slope;
        EXPECT_GT(scatter, 0.82 * printed) << slope;
        EXPECT_LT(scatter, (slope == 0 ? 1.5 : 1.18) * printed) << slope;
    }
}

}  // namespace
}  // namespace ibtr::test
