// Law: the value of a study is that of the closed form where prior and data are conjugate, within two standard errors
// as stated by regression, and by moments within the same; fixed seeds. A study that sees everything is worth what
// knowing the parameter is, one that sees nothing is worth nothing.

#include "sensitivity/sample_information.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/binomial.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "reference/normal.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::test {
namespace {

using sensitivity::Observation;
using sensitivity::ObservationLaw;
using sensitivity::PlannedStudy;
using sensitivity::SampleInformation;

constexpr std::size_t draws_of_tests = 8000;

/// One draw from each of as many equal parts of the distribution, in random order: the draws' own chance, which no
/// method answers for, is then small beside that of data and regression.
std::vector<double> draws_of(const Distribution& distribution, std::uint64_t seed) {
    std::vector<double> draws;
    for (std::size_t i = 0; i < draws_of_tests; ++i)
        draws.push_back(quantile(distribution, (static_cast<double>(i) + 0.5) / draws_of_tests));
    std::mt19937_64 words(seed);
    for (std::size_t i = draws.size() - 1; i > 0; --i) std::swap(draws[i], draws[words() % (i + 1)]);
    return draws;
}

/// Values of a strategy worth nothing and of one worth a line in a parameter.
std::vector<std::vector<double>> choice(const std::vector<double>& parameter, double from, double times) {
    std::vector<std::vector<double>> values(2, std::vector<double>(parameter.size(), 0));
    for (std::size_t d = 0; d < parameter.size(); ++d) values[1][d] = times * (parameter[d] - from);
    return values;
}

PlannedStudy study_of(ObservationLaw law, double size) {
    return {"a study", {{0, law, size}}};
}

void expect_both(const SampleInformation& found, double truth) {
    const double error = found.by_regression.standard_error;
    EXPECT_NEAR(found.by_regression.value, truth, 2 * error);
    EXPECT_NEAR(found.by_moments, truth, 2 * error);
    EXPECT_LT(error, 0.1 * truth);  // small enough to tell it from nothing
    EXPECT_GT(found.effective_draws, 50);
}

// Prior N(0, 1), data N(theta, 0.5^2): the posterior mean is N(0, 1 / 1.25).
TEST(SampleInformation, OfANormalMean) {
    const std::vector<double> theta = draws_of({DistributionFamily::normal, 0, 1}, 3);
    const SampleInformation found =
        sensitivity::sample_information(choice(theta, 0.2, 10), {theta}, study_of(ObservationLaw::normal, 0.5), 11);
    expect_both(found, reference::normal_loss(-2, 10 / std::sqrt(1.25)));
    EXPECT_NEAR(found.perfect.value, reference::normal_loss(-2, 10), 2 * found.perfect.standard_error);
}

// Prior beta(4, 6), 20 people: x events leave a mean of (4 + x) / 30, with the beta-binomial's probability.
TEST(SampleInformation, OfAProbability) {
    const std::vector<double> p = draws_of({DistributionFamily::beta, 4, 6}, 5);
    double with_data = 0;
    for (unsigned x = 0; x <= 20; ++x) {
        const double probability = boost::math::binomial_coefficient<double>(20, x) *
                                   boost::math::beta(4.0 + x, 26.0 - x) / boost::math::beta(4.0, 6.0);
        with_data += probability * std::max(0.0, (4.0 + x) / 30 - 0.42);
    }
    expect_both(sensitivity::sample_information(choice(p, 0.42, 1), {p}, study_of(ObservationLaw::binomial, 20), 7),
                with_data);
}

// Prior gamma(9, 1/100), 100 person-years: x events leave a mean of (9 + x) / 200, negative binomial.
TEST(SampleInformation, OfARate) {
    const std::vector<double> rate = draws_of({DistributionFamily::gamma, 9, 0.01}, 13);
    double with_data = 0;
    for (unsigned x = 0; x <= 200; ++x) {
        const double log_probability = boost::math::lgamma(9.0 + x) - boost::math::lgamma(9.0) -
                                       boost::math::lgamma(1.0 + x) - (9.0 + x) * std::log(2.0);
        with_data += std::exp(log_probability) * std::max(0.0, (9.0 + x) / 200 - 0.1);
    }
    expect_both(
        sensitivity::sample_information(choice(rate, 0.1, 1), {rate}, study_of(ObservationLaw::poisson, 100), 7),
        with_data);
}

// A ratio seen on its logarithm: prior and data are normal there, and so is what is worth 5 a unit of it.
TEST(SampleInformation, OfARatio) {
    const std::vector<double> ratio = draws_of({DistributionFamily::lognormal, -0.1, 0.3}, 17);
    std::vector<double> logs;
    for (const double value : ratio) logs.push_back(std::log(value));
    const double posterior_sd = 0.3 * 0.3 / std::hypot(0.3, 0.2);
    expect_both(
        sensitivity::sample_information(choice(logs, 0, 5), {ratio}, study_of(ObservationLaw::lognormal, 0.2), 7),
        reference::normal_loss(-0.5, 5 * posterior_sd));
}

TEST(SampleInformation, BetweenNothingAndEverything) {
    const std::vector<double> theta = draws_of({DistributionFamily::normal, 0, 1}, 3);
    const auto values = choice(theta, 0.2, 10);
    const auto of_error = [&](double error) {
        return sensitivity::sample_information(values, {theta}, study_of(ObservationLaw::normal, error), 11);
    };
    const SampleInformation blind = of_error(50), everything = of_error(0.01);
    EXPECT_NEAR(blind.by_regression.value, 0, 2 * blind.by_regression.standard_error + 0.05);
    EXPECT_NEAR(blind.by_moments, 0, 0.05);
    EXPECT_NEAR(everything.by_regression.value, everything.perfect.value, 0.01 * everything.perfect.value);
    EXPECT_NEAR(everything.by_moments, everything.perfect.value, 0.01 * everything.perfect.value);
}

// Three strategies, two observations. Which strategy differences are from decides how many terms of the splines the
// regression keeps, and the angle at which moments are matched: a percent or two.
TEST(SampleInformation, DoesNotDependOnTheFirstStrategy) {
    const std::vector<double> a = draws_of({DistributionFamily::normal, 0, 1}, 3),
                              b = draws_of({DistributionFamily::normal, 0.1, 1}, 4);
    const std::vector<double> zeros(draws_of_tests, 0);
    const PlannedStudy study{"two", {{0, ObservationLaw::normal, 0.7}, {1, ObservationLaw::normal, 0.7}}};
    const SampleInformation one = sensitivity::sample_information({zeros, a, b}, {a, b}, study, 11);
    const SampleInformation other = sensitivity::sample_information({b, zeros, a}, {a, b}, study, 11);
    EXPECT_NEAR(one.by_regression.value, other.by_regression.value, 0.02 * one.by_regression.value);
    EXPECT_NEAR(one.by_moments, other.by_moments, 0.02 * one.by_moments);
}

}  // namespace
}  // namespace ibtr::test
