// Laws of weighing, on a model whose log hazard ratio is that of its parameter: a normal target and a lognormal prior
// give marginal likelihood, posterior, mixture, score and predictive p value in closed form. Tolerances: the grid of
// the prior ends at 4.5 standard deviations, beyond which lie 7e-6 of it; the trapezoidal rule and the interpolation of
// a straight line add nothing (below 1e-9); solutions agree to 1e-6.

#include "weigh/weighing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include "small_contest.hpp"

namespace ibtr::test {
namespace {

using weigh::Of;

constexpr double tolerance = 2e-5;

double log_normal_density(double x, double mean, double sd) {
    return -0.5 * std::log(2 * std::numbers::pi) - std::log(sd) - (x - mean) * (x - mean) / (2 * sd * sd);
}
double normal_tail(double z) {
    return std::erfc(z / std::numbers::sqrt2) / 2;
}

const std::string two_explanations = R"(
fitted = ["T1"]
[[explanations]]
name = "nothing"
[[explanations]]
name = "effect"
[[explanations.free]]
parameter = "ratio"
prior = { family = "lognormal", median = 1.0, sdlog = 0.5 }
alternatives = [{ name = "wide", family = "lognormal", median = 2.0, sdlog = 1.0 }]
nodes = 5
source = "assumption"
)";
// exp(-0.3) with an error of 0.2 on the logarithm.
const double value_1 = std::exp(-0.3), error_1 = 0.2;
std::string row(const std::string& name, double value, double error, const std::string& cohort = "",
                const std::string& strategy = "b,a", const std::string& measure = "hr") {
    std::string text = name;
    text += ",os," + measure + "," + strategy + ",5," + std::to_string(value);
    for (const double z : {-1.959963984540054, 1.959963984540054})
        text += "," + std::to_string(value * std::exp(z * error));
    return text + "," + cohort + ",a test\n";
}

TEST(Weighing, ANormalTargetAndALognormalPriorHaveTheirClosedForm) {
    const weigh::Weighed weighed = SmallContest(two_explanations, row("T1", value_1, error_1)).weigh();
    const double alone = log_normal_density(-0.3, 0, error_1);
    EXPECT_NEAR(row_of(weighed, "nothing").log_likelihood, alone, tolerance);
    const double with_prior = log_normal_density(-0.3, 0, std::hypot(0.5, error_1));
    EXPECT_NEAR(row_of(weighed, "effect").log_likelihood, with_prior, tolerance);
    EXPECT_NEAR(row_of(weighed, "effect", Of::fitted, "stated", "ratio: wide").log_likelihood,
                log_normal_density(-0.3, std::log(2), std::hypot(1.0, error_1)), tolerance);
    EXPECT_NEAR(row_of(weighed, "effect").log10_bayes_factor, (with_prior - alone) / std::numbers::ln10, tolerance);
    EXPECT_NEAR(row_of(weighed, "effect").probability, 1 / (1 + std::exp(alone - with_prior)), tolerance);
    // The likelihood hangs on the hazard ratio alone: draws of the rate add no error.
    EXPECT_LT(row_of(weighed, "effect").log_likelihood_se, 1e-6);
    EXPECT_NEAR(row_of(weighed, "effect").effective_draws, 4, 1e-4);
}

// The best point of the grid, 0.1 standard deviations of the prior apart, is within 0.025 of the best value.
TEST(Weighing, TheMaximumFavoursTheFreerExplanationWhateverThePrior) {
    const weigh::Weighed weighed = SmallContest(two_explanations, row("T1", 1.02, error_1)).weigh();
    const weigh::WeightRow &nothing = row_of(weighed, "nothing"), &effect = row_of(weighed, "effect");
    EXPECT_EQ(nothing.log_maximum, nothing.log_likelihood);
    EXPECT_GE(effect.log_maximum, nothing.log_maximum);
    EXPECT_NEAR(effect.log_maximum, log_normal_density(0, 0, error_1), 0.01);
    EXPECT_LT(effect.log_likelihood, nothing.log_likelihood);
}

TEST(Weighing, ThePosteriorOfAFreeParameterIsTheConjugateOne) {
    const weigh::Weighed weighed = SmallContest(two_explanations, row("T1", value_1, error_1)).weigh();
    const double precision = 1 / 0.25 + 1 / (error_1 * error_1);
    const double mean = -0.3 / (error_1 * error_1) / precision, sd = 1 / std::sqrt(precision);
    for (const weigh::ParameterRow& one : weighed.parameters) {
        const bool is_prior = one.given == "prior";
        const double centre = is_prior ? 0 : mean, spread = is_prior ? 0.5 : sd;
        // Straight between points that are 0.05 apart, a quarter of the narrower law's standard deviation.
        EXPECT_NEAR(std::log(one.value.median), centre, 0.005) << one.given;
        EXPECT_NEAR(std::log(one.value.low), centre - 1.96 * spread, 0.02) << one.given;
        EXPECT_NEAR(std::log(one.value.high), centre + 1.96 * spread, 0.02) << one.given;
    }
    EXPECT_EQ(weighed.parameters.size(), 2U);
}

TEST(Weighing, TheSameModelTwiceIsWeighedTheSame) {
    const weigh::Weighed weighed = SmallContest(R"(
fitted = ["T1"]
[[explanations]]
name = "one"
[[explanations.free]]
parameter = "ratio"
prior = { family = "lognormal", median = 1.0, sdlog = 0.5 }
source = "assumption"
[[explanations]]
name = "other"
[[explanations.free]]
parameter = "ratio"
prior = { family = "lognormal", median = 1.0, sdlog = 0.5 }
source = "assumption"
)",
                                                row("T1", value_1, error_1))
                                       .weigh();
    EXPECT_EQ(row_of(weighed, "other").log10_bayes_factor, 0);
    EXPECT_EQ(row_of(weighed, "other").log10_bayes_factor_se, 0);
    EXPECT_EQ(row_of(weighed, "other").probability, 0.5);
}

// y ~ N(mu, se) under the truth: E[log p(y | truth) - log p(y | other)] = (mu - mu')^2 / (2 se^2), with variance
// (mu - mu')^2 / se^2 an observation. 1000 of them; five standard errors are passed once in two million.
TEST(Weighing, ThePlantedTruthScoresBestOnAverage) {
    const std::string planted = R"(
fitted = ["T1"]
[[explanations]]
name = "none"
[[explanations]]
name = "half"
set = ["parameters.ratio.value=0.8"]
)";
    SmallContest small(planted, row("T1", 0.8, error_1));
    const weigh::NodeValues values = small.solve();
    std::mt19937_64 words(1);
    std::normal_distribution<double> noise(0, error_1);
    const double truth = std::log(0.8);
    constexpr int observations = 1000;
    double gain = 0;
    for (int i = 0; i < observations; ++i) {
        small.choice.targets[0].wanted = truth + noise(words);
        const weigh::Weighed weighed = weigh::weigh(small.contest, small.choice, small.contenders, values);
        gain += row_of(weighed, "half").log_likelihood - row_of(weighed, "none").log_likelihood;
    }
    const double expected = truth * truth / (2 * error_1 * error_1);
    EXPECT_NEAR(gain / observations, expected, 5 * std::abs(truth) / error_1 / std::sqrt(observations));
}

// Two rows of one cohort, correlation 0.5, both hazard ratios: a bivariate normal density, and the held-out one's
// conditional density as its score. With 0.15 between studies both have the error sqrt(0.2^2 + 0.15^2) = 0.25.
TEST(Weighing, RowsOfOneCohortEnterTogetherAndTheScoreIsTheConditionalDensity) {
    const std::string held_out = R"(
fitted = ["T1"]
held_out = ["T2"]
[errors]
correlation = 0.5
between_studies_sd = 0.15
source = "assumption"
variants = [{ name = "independent", correlation = 0.0 }]
[[explanations]]
name = "nothing"
[[explanations]]
name = "also nothing"
)";
    const weigh::Weighed weighed =
        SmallContest(held_out, row("T1", value_1, error_1, "women") + row("T2", 1.1, error_1, "women")).weigh();
    const double s = 0.25, y1 = -0.3, y2 = std::log(1.1);
    const double conditional = log_normal_density(y2, 0.5 * y1, s * std::sqrt(0.75));
    EXPECT_NEAR(row_of(weighed, "nothing", Of::all).log_likelihood, log_normal_density(y1, 0, s) + conditional,
                tolerance);
    int seen = 0;
    for (const weigh::ScoreRow& score : weighed.scores) {
        if (score.explanation != "nothing") continue;
        ++seen;
        EXPECT_NEAR(score.log_score, score.errors == "main" ? conditional : log_normal_density(y2, 0, s), tolerance);
    }
    EXPECT_EQ(seen, 2);
}

// What is good and what is bad of one cohort go opposite ways: more survival, fewer deaths.
TEST(Weighing, GoodAndBadNumbersOfOneCohortAreCorrelatedNegatively) {
    const std::string both = R"(
fitted = ["T1", "T2"]
[errors]
correlation = 0.5
source = "assumption"
[[explanations]]
name = "nothing"
[[explanations]]
name = "again"
)";
    const weigh::Weighed weighed =
        SmallContest(both, row("T1", value_1, error_1, "women") + row("T2", 1.05, 0.1, "women", "b,a", "rr_alive"))
            .weigh();
    const double y1 = -0.3, y2 = std::log(1.05);
    EXPECT_NEAR(row_of(weighed, "nothing").log_likelihood,
                log_normal_density(y1, 0, 0.2) + log_normal_density(y2, -0.5 * 0.1 / 0.2 * y1, 0.1 * std::sqrt(0.75)),
                tolerance);
}

// Survival exp(-0.1 r t) under b: a target at an unknown time has one reading a time, mixed by the weights.
TEST(Weighing, AnUnknownTimeIsAMixture) {
    const weigh::Weighed weighed = SmallContest(R"(
fitted = ["T1"]
[horizons]
targets = ["T1"]
years = [2, 4]
weights = [0.25, 0.75]
source = "assumption"
[[explanations]]
name = "nothing"
[[explanations]]
name = "effect"
set = ["parameters.ratio.value=0.5"]
)",
                                                row("T1", 1.1, 0.1, "", "b,a", "rr_alive"), 2)
                                       .weigh();
    // The draws' rates are 0.05 and 0.07.
    const auto at = [](double years) {
        double mean = 0;
        for (const double rate : {0.05, 0.07})
            mean += std::exp(log_normal_density(std::log(1.1), 0.5 * rate * years, 0.1)) / 2;
        return mean;
    };
    EXPECT_NEAR(row_of(weighed, "effect", Of::fitted, "2").log_likelihood, std::log(at(2)), tolerance);
    EXPECT_NEAR(row_of(weighed, "effect", Of::fitted, "4").log_likelihood, std::log(at(4)), tolerance);
    EXPECT_NEAR(row_of(weighed, "effect", Of::fitted, "mixture").log_likelihood, std::log(0.25 * at(2) + 0.75 * at(4)),
                tolerance);
}

TEST(Weighing, PredictionsAndTheirPValuesAreTheClosedOnes) {
    const weigh::Weighed weighed = SmallContest(two_explanations, row("T1", value_1, error_1)).weigh();
    for (const weigh::PredictionRow& one : weighed.predictions) {
        const bool is_free = one.explanation == "effect";
        EXPECT_NEAR(one.prior.median, 1, 0.005);
        EXPECT_NEAR(one.prior_p, 2 * normal_tail(0.3 / (is_free ? std::hypot(0.5, error_1) : error_1)), 1e-4);
    }
}

TEST(Weighing, RootsAreWhereTheTargetIsMet) {
    const weigh::Weighed weighed = SmallContest(two_explanations, row("T1", value_1, error_1)).weigh();
    ASSERT_EQ(weighed.roots.size(), 1U);
    EXPECT_EQ(weighed.roots[0].share_without, 0);
    EXPECT_NEAR(weighed.roots[0].root.median, value_1, 1e-4);
    const weigh::Weighed beyond = SmallContest(R"(
fitted = ["T1"]
[[explanations]]
name = "nothing"
[[explanations]]
name = "effect"
[[explanations.free]]
parameter = "ratio"
prior = { family = "uniform", low = 0.9, high = 1.1 }
source = "assumption"
)",
                                               row("T1", value_1, error_1))
                                      .weigh();
    EXPECT_EQ(beyond.roots[0].share_without, 1);
}

// A survival proportion is curved in the ratio on its scale; eight nodes are enough for a thousandth of the error.
TEST(Weighing, InterpolationIsHeldAgainstSolutions) {
    const weigh::Weighed weighed = SmallContest(R"(
fitted = ["T1"]
[[explanations]]
name = "nothing"
[[explanations]]
name = "effect"
[[explanations.free]]
parameter = "ratio"
prior = { family = "lognormal", median = 1.0, sdlog = 0.3 }
nodes = 8
source = "assumption"
)",
                                                row("T1", 1.05, 0.05, "", "b,a", "rr_alive"))
                                       .weigh();
    ASSERT_EQ(weighed.interpolation.size(), 1U);
    EXPECT_EQ(weighed.interpolation[0].points, 7U);
    EXPECT_LT(weighed.interpolation[0].largest_error, 1e-2);
    EXPECT_GT(weighed.interpolation[0].largest_error, 0);
}

// Delete-one means of 1, 2, 3: 2.5, 2, 1.5; the jackknife of their logarithms by hand.
TEST(LogMean, ItsErrorIsTheJackknife) {
    const weigh::LogMean mean({std::log(1.0), std::log(2.0), std::log(3.0)});
    EXPECT_NEAR(mean.value(), std::log(2.0), 1e-12);
    EXPECT_NEAR(mean.effective_draws(), 36.0 / 14, 1e-12);
    const std::vector<double> logs{std::log(2.5), std::log(2.0), std::log(1.5)};
    const double centre = (logs[0] + logs[1] + logs[2]) / 3;
    double squares = 0;
    for (const double log : logs) squares += (log - centre) * (log - centre);
    EXPECT_NEAR(weigh::jackknife_error(mean.without_one()), std::sqrt(squares * 2 / 3), 1e-12);
}

}  // namespace
}  // namespace ibtr::test
