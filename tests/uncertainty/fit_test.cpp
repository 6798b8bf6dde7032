// From published numbers to a distribution and back: the 2.5 and 97.5 % points return the printed interval, mean and
// standard deviation the printed mean and standard error.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "ibtr/error.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::test {
namespace {

constexpr double exactness = 1e-8;  // parameters are rounded to 32 bits, 2e-10

Uncertainty interval(const std::string& family, double low, double high) {
    Uncertainty printed;
    printed.family = family;
    printed.ci95_low = low;
    printed.ci95_high = high;
    return printed;
}

Uncertainty standard_error(const std::string& family, double error, const std::string& value_is = "") {
    Uncertainty printed;
    printed.family = family;
    printed.standard_error = error;
    printed.value_is = value_is;
    return printed;
}

std::string refusal(double value, const Uncertainty& printed) {
    try {
        fit_distribution(value, printed);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "no error";
}

TEST(Fit, ReturnsThePrintedInterval) {
    struct Case {
        const char* family;
        double value, low, high;
    };
    for (const Case& c :
         {Case{"lognormal", 2.3, 1.72, 3.06}, Case{"lognormal", 0.43, 0.20, 0.95}, Case{"normal", -0.2, -0.5, 0.1},
          Case{"gamma", 0.0217, 0.0143, 0.0309}, Case{"gamma", 1, 0.001, 4}, Case{"beta", 0.103, 0.07, 0.146},
          Case{"beta", 0.5, 0.01, 0.99}, Case{"beta", 0.999, 0.99, 0.9999}, Case{"uniform", 0.5, 0.2, 0.8},
          Case{"triangular", 0.3, 0.2, 0.8}, Case{"triangular", 5, 1, 6}, Case{"pert", 0.3, 0.2, 0.8},
          Case{"pert", 5, 1, 6}}) {
        const Distribution d = fit_distribution(c.value, interval(c.family, c.low, c.high)).distribution;
        EXPECT_NEAR(quantile(d, 0.025), c.low, exactness * (c.high - c.low)) << in_words(d);
        EXPECT_NEAR(quantile(d, 0.975), c.high, exactness * (c.high - c.low)) << in_words(d);
    }
}

TEST(Fit, ReturnsThePrintedIntervalOfACutNormal) {
    Uncertainty printed = interval("truncated_normal", 0.02, 0.5);
    printed.low = 0;
    const Distribution d = fit_distribution(0.2, printed).distribution;
    EXPECT_NEAR(quantile(d, 0.025), 0.02, 1e-8);
    EXPECT_NEAR(quantile(d, 0.975), 0.5, 1e-8);
    EXPECT_GT(quantile(d, 1e-12), 0);
}

TEST(Fit, ReturnsMeanAndStandardError) {
    Uncertainty cut = standard_error("truncated_normal", 0.3);
    cut.low = 0;
    for (const Uncertainty& printed :
         {standard_error("normal", 0.3), standard_error("gamma", 0.3), standard_error("beta", 0.3),
          standard_error("lognormal", 0.3, "mean"), standard_error("uniform", 0.3), cut}) {
        const FittedDistribution fit = fit_distribution(0.4, printed);
        EXPECT_NEAR(mean(fit.distribution), 0.4, exactness) << in_words(fit.distribution);
        EXPECT_NEAR(standard_deviation(fit.distribution), 0.3, exactness) << in_words(fit.distribution);
        EXPECT_LT(fit.misfit, exactness);
    }
}

TEST(Fit, ReturnsMedianAndStandardError) {
    for (const char* family : {"lognormal", "gamma", "beta"}) {
        const Distribution d = fit_distribution(0.4, standard_error(family, 0.2, "median")).distribution;
        EXPECT_NEAR(quantile(d, 0.5), 0.4, exactness) << in_words(d);
        EXPECT_NEAR(standard_deviation(d), 0.2, exactness) << in_words(d);
    }
}

TEST(Fit, TakesCountsAsConjugatePosteriors) {
    Uncertainty printed;
    printed.family = "beta";
    printed.events = 259;
    printed.sample_size = 1050;
    EXPECT_EQ(fit_distribution(0.247, printed).distribution, (Distribution{DistributionFamily::beta, 259, 791}));
    printed.family = "gamma";
    const Distribution gamma = fit_distribution(0.247, printed).distribution;
    EXPECT_NEAR(mean(gamma), 259 / 1050.0, exactness);
    EXPECT_NEAR(standard_deviation(gamma), std::sqrt(259.0) / 1050, exactness);
    printed.events = 0;
    EXPECT_NE(refusal(0.1, printed).find("at least one event"), std::string::npos);
}

TEST(Fit, TakesAStandardErrorOfTheLogarithm) {
    Uncertainty printed;
    printed.family = "lognormal";
    printed.log_standard_error = 0.1;
    const Distribution d = fit_distribution(0.8, printed).distribution;
    EXPECT_NEAR(quantile(d, 0.5), 0.8, exactness);
    EXPECT_NEAR(quantile(d, 0.975), 0.8 * std::exp(0.1 * 1.959963984540054), exactness);
}

// Wan et al. 2014, their equations 9 and 16 at n = 100: the normal quantiles of 99.625/100.25 and 74.875/100.25.
TEST(Fit, TurnsTheSpreadOfPatientsIntoAStandardError) {
    EXPECT_NEAR(sd_from_range(10, 60, 100), 50 / (2 * 2.498590), 1e-4);
    EXPECT_NEAR(sd_from_quartiles(20, 30, 100), 10 / (2 * 0.664712), 1e-4);
    Uncertainty printed;
    printed.family = "normal";
    printed.sd = 12;
    printed.sample_size = 36;
    EXPECT_NEAR(standard_deviation(fit_distribution(50, printed).distribution), 2, exactness);
}

TEST(Fit, ReportsHowFarTheValueLies) {
    EXPECT_LT(fit_distribution(2.3, interval("lognormal", 1.72, 3.06)).misfit, 0.01);
    EXPECT_NEAR(fit_distribution(0.3, interval("normal", 0, 1)).misfit, 0.2, exactness);
}

TEST(Fit, RefusesWhatTheFamilyCannotHave) {
    EXPECT_NE(refusal(1, interval("lognormal", -1, 2)).find("above 0"), std::string::npos);
    EXPECT_NE(refusal(0.5, interval("beta", 0.1, 1.2)).find("between 0 and 1"), std::string::npos);
    EXPECT_NE(refusal(0.5, standard_error("beta", 0.6)).find("below 0.5"), std::string::npos);
    EXPECT_NE(refusal(9, interval("pert", 1, 6)).find("mode"), std::string::npos);
    EXPECT_NE(refusal(1, standard_error("pert", 1)).find("low and high"), std::string::npos);
    Uncertainty cut = standard_error("truncated_normal", 3);
    cut.low = 0;
    EXPECT_NE(refusal(1, cut).find("another family"), std::string::npos);  // sd of a cut normal is below its mean here
}

// What is too narrow or too wide to be drawn is refused in words; what is just inside is drawn as it is printed.
TEST(Fit, RefusesWhatCannotBeDrawn) {
    for (const char* family : {"gamma", "beta", "normal", "lognormal"}) {
        EXPECT_NE(refusal(0.1, standard_error(family, 1e-12)), "no error") << family;
        const Distribution narrow = fit_distribution(0.1, standard_error(family, 5e-6)).distribution;
        EXPECT_NEAR(standard_deviation(narrow), 5e-6, 5e-9) << family;
        EXPECT_NEAR(quantile(narrow, 0.975), 0.1 + 1.959964 * 5e-6, 2e-9) << family;
    }
    EXPECT_NE(refusal(0.1, standard_error("gamma", 1e-7)).find("sharper"), std::string::npos);
    EXPECT_NE(refusal(0.1, standard_error("beta", 1e-7)).find("sharper"), std::string::npos);
    EXPECT_NE(refusal(1e-8, standard_error("gamma", 1)).find("flatter"), std::string::npos);
    EXPECT_NE(refusal(1, standard_error("normal", 1e-12)).find("narrower"), std::string::npos);
}

}  // namespace
}  // namespace ibtr::test
