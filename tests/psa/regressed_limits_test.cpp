// Limits from a regression on parameters, of planted outcomes.

#include "psa/regressed_limits.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "base/statistics.hpp"
#include "psa/parameter_basis.hpp"
#include "psa/summary.hpp"

namespace ibtr::test {
namespace {

using psa::NoisyColumn;
using psa::ParameterBasis;

std::vector<std::vector<double>> normal_parameters(std::size_t parameters, std::size_t draws, unsigned seed) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal;
    std::vector<std::vector<double>> result(parameters, std::vector<double>(draws));
    for (std::vector<double>& column : result)
        for (double& x : column) x = normal(generator);
    return result;
}

// Terms of all steps are orthonormal and have mean 0, to rounding; steps and their terms are those of combinatorics; a
// parameter that is the opposite of another adds nothing in one variable, and one that does not vary nothing at all.
TEST(ParameterBasis, HasOrthonormalTermsInNestedSteps) {
    constexpr std::size_t draws = 400;
    std::vector<std::vector<double>> parameters = normal_parameters(2, draws, 1);
    const ParameterBasis basis(parameters, draws, 100);
    std::vector<std::size_t> terms;
    for (const ParameterBasis::Step& step : basis.steps()) terms.push_back(step.terms);
    EXPECT_EQ(terms, (std::vector<std::size_t>{2, 6, 7, 9, 14}));
    for (std::size_t a = 0; a < terms.back(); ++a) {
        EXPECT_NEAR(mean(basis.term(a)), 0, 1e-14);
        for (std::size_t b = 0; b <= a; ++b)
            EXPECT_NEAR(psa::dot(basis.term(a), basis.term(b)), a == b ? 1 : 0, 1e-9) << a << " " << b;
    }
    EXPECT_EQ(ParameterBasis(parameters, draws, 8).steps().size(), 3U);
    EXPECT_TRUE(ParameterBasis(parameters, draws, 1).steps().empty());
    EXPECT_TRUE(ParameterBasis({std::vector<double>(draws, 1.0)}, draws, 100).steps().empty());
    std::vector<double> opposite = parameters[0];
    for (double& x : opposite) x = -x;
    parameters.push_back(opposite);
    EXPECT_EQ(ParameterBasis(parameters, draws, 3).steps().front().terms, 2U);
}

// The residual without a draw is that of the regression on all the others, to rounding: here of the mean of y and a
// multiple of x - mean of x, by hand.
TEST(ParameterBasis, KnowsTheResidualOfARegressionWithoutADraw) {
    constexpr std::size_t draws = 40;
    const std::vector<std::vector<double>> parameters = normal_parameters(1, draws, 2);
    const ParameterBasis basis(parameters, draws, 1);
    const std::span<const double> x = basis.term(0);
    const std::vector<double> y = normal_parameters(1, draws, 3).front();
    const double slope = psa::dot(x, y), centre = mean(y);
    for (std::size_t d = 0; d < draws; ++d) {
        double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (std::size_t i = 0; i < draws; ++i) {
            if (i == d) continue;
            n += 1, sx += x[i], sy += y[i], sxx += x[i] * x[i], sxy += x[i] * y[i];
        }
        const double own = (sxy - sx * sy / n) / (sxx - sx * sx / n);
        const double residual = y[d] - (sy / n + own * (x[d] - sx / n));
        EXPECT_NEAR((y[d] - centre - slope * x[d]) * basis.steps()[0].left_out[d], residual, 1e-12) << d;
    }
}

/// Draws of f(parameters) with noise of a standard deviation that is a function of them too.
struct Planted {
    std::vector<double> exact;
    NoisyColumn noisy;
};
using OfDraw = std::function<double(double x, double y, double hidden)>;

Planted plant(const std::vector<std::vector<double>>& parameters, const OfDraw& value, const OfDraw& noise,
              unsigned seed) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal;
    Planted result;
    for (std::size_t d = 0; d < parameters[0].size(); ++d) {
        const double hidden = normal(generator), sd = noise(parameters[0][d], parameters[1][d], hidden);
        result.exact.push_back(value(parameters[0][d], parameters[1][d], hidden));
        result.noisy.values.push_back(result.exact.back() + sd * normal(generator));
        result.noisy.half_differences.push_back(static_cast<float>(sd * normal(generator)));
    }
    return result;
}

struct LimitErrors {
    Moments low, high;
    int without_limits = 0;

    void add(const Planted& planted, const std::optional<Interval>& limits, double spread) {
        if (!limits) {
            ++without_limits;
            return;
        }
        std::vector<double> exact = planted.exact;
        low.add((limits->low - quantile(exact, psa::low_limit)) / spread);
        high.add((limits->high - quantile(exact, psa::high_limit)) / spread);
    }
};

double standard_error(const Moments& moments) {
    return std::sqrt(moments.squared_deviations() / (moments.count() - 1) / moments.count());
}

void expect_unbiased(const LimitErrors& errors, double allowed) {
    for (const Moments& m : {errors.low, errors.high}) EXPECT_LT(std::abs(m.mean()), 4.5 * standard_error(m) + allowed);
}

// Noise that grows with a skewed outcome, in 20 sets of 2,000 draws: limits are those of the same draws without noise,
// within 4.5 standard errors of the mean difference and 1 % of the standard deviation, which the test of fit lets pass.
// One factor is 0.1 of it off or more. The number of threads changes no bit.
TEST(RegressedLimits, AreThoseOfDrawsWithoutNoiseWhereNoiseGoesWithTheValue) {
    LimitErrors errors, one_factor;
    const auto value = [](double x, double y, double) { return std::exp(0.5 * x) * (1 + 0.3 * y); };
    const auto noise = [](double x, double, double) { return 0.5 * std::exp(0.5 * x); };
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const auto parameters = normal_parameters(2, 2000, seed);
        const Planted planted = plant(parameters, value, noise, 1000 + seed);
        const ParameterBasis basis(parameters, 2000, 500);
        const std::vector<NoisyColumn> columns(5, planted.noisy);
        const auto limits = psa::regressed_limits(basis, columns, 1);
        const double spread = std::sqrt(sample_variance(planted.exact, mean(planted.exact)));
        errors.add(planted, limits[0], spread);
        const auto again = psa::regressed_limits(basis, columns, 3);
        for (const auto& other : again) {
            ASSERT_EQ(other.has_value(), limits[0].has_value());
            if (other) {
                EXPECT_EQ(other->low, limits[0]->low);
                EXPECT_EQ(other->high, limits[0]->high);
            }
        }
        std::vector<double> moved = planted.noisy.values;
        const double centre = mean(moved), factor = spread / std::sqrt(sample_variance(moved, centre));
        one_factor.add(planted,
                       Interval{centre + factor * (quantile(moved, psa::low_limit) - centre),
                                centre + factor * (quantile(moved, psa::high_limit) - centre)},
                       spread);
    }
    EXPECT_LE(errors.without_limits, 2);  // the tests of fit are at 3 standard errors
    expect_unbiased(errors, 0.01);
    EXPECT_GT(std::abs(one_factor.low.mean()), 0.1);
}

// What parameters do not explain, here a fifth of the variance from what the basis has not, stays in the limits, with
// even noise: residuals are moved together by what of them is noise.
TEST(RegressedLimits, KeepWhatIsNoNoise) {
    LimitErrors errors;
    const auto value = [](double x, double y, double hidden) { return x + 0.5 * y + 0.55 * hidden; };
    const auto noise = [](double, double, double) { return 0.6; };
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const auto parameters = normal_parameters(2, 2000, seed);
        const Planted planted = plant(parameters, value, noise, 2000 + seed);
        const auto limits = psa::regressed_limits(ParameterBasis(parameters, 2000, 500), {&planted.noisy, 1}, 1);
        errors.add(planted, limits[0], std::sqrt(1.25 + 0.55 * 0.55));
    }
    EXPECT_LE(errors.without_limits, 2);
    expect_unbiased(errors, 0.01);
}

// There are no limits where parameters say less than half, where noise hides how well they do, and where residuals have
// a part of their own in the tails that the polynomials lack.
TEST(RegressedLimits, AreNoneWhereTheFitIsNotKnownToHold) {
    const auto parameters = normal_parameters(2, 2000, 7);
    const auto limits = [&](const OfDraw& value, const OfDraw& noise, std::size_t terms) {
        const Planted planted = plant(parameters, value, noise, 8);
        return psa::regressed_limits(ParameterBasis(parameters, 2000, terms), {&planted.noisy, 1}, 1).front();
    };
    const auto even = [](double size) { return [size](double, double, double) { return size; }; };
    const auto sum = [](double x, double y, double) { return x + y; };
    EXPECT_TRUE(limits(sum, even(0.5), 500).has_value());
    EXPECT_FALSE(limits(sum, even(2.5), 500).has_value());
    EXPECT_FALSE(limits([](double x, double, double hidden) { return 0.5 * x + hidden; }, even(0.3), 500).has_value());
    constexpr std::size_t lines_alone = 2;
    EXPECT_FALSE(limits([](double x, double, double) { return x + 0.3 * x * x; }, even(0.3), lines_alone).has_value());
    EXPECT_TRUE(limits([](double x, double, double) { return x + 0.3 * x * x; }, even(0.3), 500).has_value());
}

}  // namespace
}  // namespace ibtr::test
