// Fits whose posterior is known: linear numbers of normal parameters (conjugate), and planted parameters.

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "calibrate/calibrate.hpp"
#include "ibtr/error.hpp"
#include "uncertainty/models.hpp"

namespace ibtr::test {
namespace {

/// Two normal parameters a ~ N(1, 0.5^2), b ~ N(2, 0.2^2), and three numbers a, b, a + b.
class LinearFit : public ::testing::Test {
protected:
    Model model_ = model_of({uncertain("a", 1, "normal", 0.5), uncertain("b", 2, "normal", 0.2), certain("c", 7)});
    ParameterSampler sampler_{model_, {DesignKind::monte_carlo, 1, 1}, 1};
    FitProblem problem_{model_,
                        base_parameters(model_),
                        sampler_,
                        {0, 1},
                        {{"a", 1.8, 0.3}, {"b", 2.1, 0.3}, {"sum", 3.4, 0.4}},
                        0.1,
                        {},
                        [](const Parameters& p) {
                            return std::vector{p.values()[0], p.values()[1], p.values()[0] + p.values()[1]};
                        }};

    struct Conjugate {
        double a, b, variance_a;
    };
    /// Normal equations of prior and numbers, solved by hand.
    static Conjugate closed_form() {
        const double wa = 1 / (0.09 + 0.01), wb = wa, ws = 1 / (0.16 + 0.01), pa = 1 / 0.25, pb = 1 / 0.04;
        const double aa = wa + ws + pa, bb = wb + ws + pb, ab = ws;
        const double ra = wa * 1.8 + ws * 3.4 + pa * 1, rb = wb * 2.1 + ws * 3.4 + pb * 2;
        const double determinant = aa * bb - ab * ab;
        return {(ra * bb - rb * ab) / determinant, (rb * aa - ra * ab) / determinant, bb / determinant};
    }
};

TEST_F(LinearFit, FindsTheConjugateMode) {
    const Fit fit = fit_model(problem_, {.sample_size = 0});
    EXPECT_NEAR(fit.optimum.values()[0], closed_form().a, 1e-3);
    EXPECT_NEAR(fit.optimum.values()[1], closed_form().b, 1e-3);
    EXPECT_EQ(fit.optimum.values()[2], 7);
    EXPECT_GT(fit.log_posterior, fit.log_posterior_at_prior_medians);
    for (std::size_t i = 1; i < fit.trace.size(); ++i)
        EXPECT_GT(fit.trace[i].log_posterior, fit.trace[i - 1].log_posterior);
}

// A published value need not be the median of its distribution: the base case is that of the values.
TEST_F(LinearFit, TheBaseCaseIsThatOfTheValues) {
    model_.parameters[0].value = 1.4;  // base_parameters of it below; the sampler keeps the median of 1
    FitProblem moved = problem_;
    moved.base = base_parameters(model_);
    const Fit fit = fit_model(moved, {.sample_size = 0});
    EXPECT_EQ(fit.numbers_at_base, (std::vector<double>{1.4, 2, 3.4}));
    const double wa = 1 / 0.1, ws = 1 / 0.17;
    EXPECT_NEAR(fit.log_posterior_at_prior_medians, -(wa * 0.64 + wa * 0.01 + ws * 0.16) / 2, 1e-9);
}

TEST_F(LinearFit, SamplesTheConjugatePosterior) {
    const Fit fit = fit_model(problem_, {.sample_size = 4000, .threads = 2, .seed = 3});
    double mean = 0, square = 0, weights = 0;
    for (const PosteriorDraw& draw : fit.sample) {
        mean += draw.weight * draw.parameters.values()[0];
        square += draw.weight * draw.parameters.values()[0] * draw.parameters.values()[0];
        weights += draw.weight;
    }
    const Conjugate truth = closed_form();
    // Five standard errors of a mean and of a variance of that many effective draws.
    const double n = fit.effective_sample_size;
    EXPECT_NEAR(weights, 1, 1e-12);
    EXPECT_GT(n, 2000);
    EXPECT_NEAR(mean, truth.a, 5 * std::sqrt(truth.variance_a / n));
    EXPECT_NEAR(square - mean * mean, truth.variance_a, 5 * truth.variance_a * std::sqrt(2 / n));
}

// With the scores' correlation 0.6 the prior precision is that of the correlated normal pair.
TEST_F(LinearFit, TakesCorrelatedPriors) {
    constexpr double rho = 0.6, sa = 0.5, sb = 0.2;
    model_.correlations = {{{0, 1}, {{1, rho}, {rho, 1}}, ""}};
    const double wa = 1 / 0.1, wb = 1 / 0.1, ws = 1 / 0.17, d = 1 - rho * rho;
    const double aa = wa + ws + 1 / (sa * sa * d), bb = wb + ws + 1 / (sb * sb * d), ab = ws - rho / (sa * sb * d);
    const double ra = wa * 1.8 + ws * 3.4 + 1 / (sa * sa * d) * 1 - rho / (sa * sb * d) * 2;
    const double rb = wb * 2.1 + ws * 3.4 + 1 / (sb * sb * d) * 2 - rho / (sa * sb * d) * 1;
    const Fit fit = fit_model(problem_, {.sample_size = 0});
    EXPECT_NEAR(fit.optimum.values()[0], (ra * bb - rb * ab) / (aa * bb - ab * ab), 1e-3);
    EXPECT_NEAR(fit.optimum.values()[1], (rb * aa - ra * ab) / (aa * bb - ab * ab), 1e-3);
}

// Where no parameter set goes with the free ones the posterior is 0: the optimum stays on the allowed side of a = 1,
// and so does every row with a weight.
TEST_F(LinearFit, LeavesOutWhatCannotBeCompleted) {
    ASSERT_GT(closed_form().a, 1.2);
    problem_.complete = [](const Parameters& moved) {
        return moved.values()[0] <= 1.1 ? std::optional(moved) : std::nullopt;
    };
    const Fit fit = fit_model(problem_, {.sample_size = 0});
    EXPECT_LE(fit.optimum.values()[0], 1.1);
    EXPECT_GT(fit.optimum.values()[0], 1);
    EXPECT_GT(fit.log_posterior, fit.log_posterior_at_prior_medians);
    problem_.complete = [](const Parameters& moved) {
        return moved.values()[0] <= 1.6 ? std::optional(moved) : std::nullopt;  // beyond the reach of its derivatives
    };
    const Fit sampled = fit_model(problem_, {.sample_size = 500});
    double weights = 0;
    std::size_t left_out = 0;
    for (const PosteriorDraw& draw : sampled.sample) {
        weights += draw.weight;
        left_out += draw.weight == 0 ? 1 : 0;
        EXPECT_TRUE(draw.weight == 0 || draw.parameters.values()[0] <= 1.6);
    }
    EXPECT_NEAR(weights, 1, 1e-12);
    EXPECT_GT(left_out, 0U);
}

TEST_F(LinearFit, DoesNotDependOnTheNumberOfThreads) {
    const Fit one = fit_model(problem_, {.sample_size = 20, .threads = 1}),
              three = fit_model(problem_, {.sample_size = 20, .threads = 3});
    for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(one.sample[i].weight, three.sample[i].weight);
}

TEST_F(LinearFit, NeedsMoreTargetsThanFreeParameters) {
    problem_.targets.pop_back();
    EXPECT_THROW(fit_model(problem_, {}), UsageError);
}

TEST_F(LinearFit, RefusesAFreeParameterWithoutAPrior) {
    problem_.free = {2};
    EXPECT_THROW(fit_model(problem_, {}), UsageError);
}

TEST_F(LinearFit, RefusesWhatCannotBeFitted) {
    FitProblem twice = problem_;
    twice.free = {0, 0};
    EXPECT_THROW(fit_model(twice, {}), UsageError);
    FitProblem no_number = problem_;
    no_number.between_study_sd = std::nan("");
    EXPECT_THROW(fit_model(no_number, {}), UsageError);
    FitProblem undefined = problem_;
    undefined.evaluate = [](const Parameters&) { return std::vector<double>(3, std::nan("")); };
    EXPECT_THROW(fit_model(undefined, {.sample_size = 0}), UsageError);
    model_.correlations = {{{0, 1}, {{1, 1}, {1, 1}}, "assumption"}};
    EXPECT_THROW(fit_model(problem_, {}), UsageError) << "one follows from the other";
}

// Numbers made from planted values with small errors: the prior gives way, and the plant is found. The numbers are not
// linear in the normal scores (log-normal parameters, products and exponentials).
TEST(Fit, RecoversPlantedParameters) {
    Model model = model_of({uncertain("rate", 0.1, "lognormal", 0.05), uncertain("ratio", 1, "lognormal", 0.5)});
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, 1, 1}, 1);
    const auto numbers = [](const Parameters& p) {
        const double rate = p.values()[0], ratio = p.values()[1];
        return std::vector{std::log(5 * rate), std::log(5 * rate * ratio), std::log1p(rate * ratio) + rate};
    };
    const std::vector<double> planted = numbers(Parameters({0.17, 1.9}));
    const FitProblem problem{model,
                             base_parameters(model),
                             sampler,
                             {0, 1},
                             {{"x", planted[0], 1e-3}, {"y", planted[1], 1e-3}, {"z", planted[2], 1e-3}},
                             0,
                             {},
                             numbers};
    const Fit fit = fit_model(problem, {.sample_size = 0});
    // The prior pulls by its own curvature: about z se^2 / sd^2, here below 1e-4 of the value.
    EXPECT_NEAR(fit.optimum.values()[0], 0.17, 1e-3 * 0.17);
    EXPECT_NEAR(fit.optimum.values()[1], 1.9, 1e-3 * 1.9);
}

// Numbers of x^2 alone, x ~ N(0, 1): the posterior is even in x, with its modes at the roots of 2 x (...) = 0 on both
// sides. Each has half of the mass, and the mean of x is 0 where one mode would give it 1.
TEST(FitOfAnEvenFunction, HasBothModes) {
    Model model = model_of({uncertain("x", 0, "normal", 1)});
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, 1, 1}, 1);
    const FitProblem problem{
        model, base_parameters(model), sampler, {0}, {{"a", 1, 0.1}, {"b", 1, 0.1}}, 0, {}, [](const Parameters& p) {
            return std::vector(2, p.values()[0] * p.values()[0]);
        }};
    const Fit fit = fit_model(problem, {.sample_size = 4000});
    ASSERT_EQ(fit.modes.size(), 2U);
    // d/dx of -(x^2 - 1)^2 / 0.01 - x^2 / 2 is 0 at x^2 = 1 - 0.0025.
    for (const FitMode& mode : fit.modes) EXPECT_NEAR(std::abs(mode.parameters.values()[0]), std::sqrt(0.9975), 1e-3);
    EXPECT_LT(fit.modes[0].parameters.values()[0] * fit.modes[1].parameters.values()[0], 0);
    double mean = 0;
    for (const PosteriorDraw& draw : fit.sample) mean += draw.weight * draw.parameters.values()[0];
    // 4,000 nearly equal weights of +1 and -1, in equal numbers but for rounding and the tails.
    EXPECT_NEAR(mean, 0, 0.1);
    EXPECT_NEAR(fit.modes[0].share, 0.5, 0.05);
    EXPECT_GT(fit.effective_sample_size, 2000);
}

}  // namespace
}  // namespace ibtr::test
