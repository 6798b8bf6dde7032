// Draws are pure functions of their number, follow the stated families and correlations, and are refused where the
// model cannot use them.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>
#include <vector>

#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "models.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::test {
namespace {

constexpr Design monte_carlo{DesignKind::monte_carlo, 20000, 1};

std::vector<std::vector<double>> columns(const ParameterSampler& sampler, std::uint32_t draws) {
    std::vector<std::vector<double>> result;
    for (std::uint32_t d = 0; d < draws; ++d) {
        const std::vector<double> values = sampler.draw(d).values();
        result.resize(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) result[i].push_back(values[i]);
    }
    return result;
}

double mean_of(const std::vector<double>& x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    const double mx = mean_of(x), my = mean_of(y);
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
    }
    return xy / std::sqrt(xx * yy);
}

/// Largest distance of the empirical distribution function from the family's.
double kolmogorov_smirnov(std::vector<double> x, const Distribution& d) {
    std::sort(x.begin(), x.end());
    const auto n = static_cast<double>(x.size());
    double largest = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double f = cumulative(d, x[i]), rank = static_cast<double>(i);
        largest = std::max({largest, f - rank / n, (rank + 1) / n - f});
    }
    return largest;
}

Model four_families() {
    return model_of({uncertain("a", 0.3, "beta", 0.1), uncertain("b", 2, "gamma", 1),
                     uncertain("c", 1.5, "lognormal", 0.5), uncertain("d", -1, "normal", 2), certain("fixed", 7)});
}

// Kolmogorov-Smirnov at n = 20,000: P(sqrt(n) D > 2.7) = 2 exp(-2 * 2.7^2) = 1e-6.
TEST(Sampler, DrawsFollowTheirFamilies) {
    const Model model = four_families();
    const auto draws = columns(ParameterSampler(model, monte_carlo, 5), monte_carlo.draws);
    for (std::size_t i = 0; i < 4; ++i) {
        const Parameter& p = model.parameters[i];
        const double distance = kolmogorov_smirnov(draws[i], fit_distribution(*p.value, *p.uncertainty).distribution);
        EXPECT_LT(distance * std::sqrt(20000.0), 2.7) << p.name;
    }
    EXPECT_EQ(draws[4], std::vector<double>(20000, 7.0));
    // Independent: r sqrt(n) is standard normal; 5 sigma.
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_LT(std::abs(correlation(draws[i], draws[j])), 5 / std::sqrt(20000.0));
}

TEST(Sampler, ADrawDependsOnItsNumberAlone) {
    for (const DesignKind kind : {DesignKind::monte_carlo, DesignKind::latin_hypercube, DesignKind::sobol}) {
        const ParameterSampler sampler(four_families(), {kind, 64, 4}, 9);
        std::vector<std::vector<double>> forwards, backwards(64);
        for (std::uint32_t d = 0; d < 64; ++d) forwards.push_back(sampler.draw(d).values());
        std::vector<std::thread> threads;
        for (std::uint32_t t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (std::uint32_t d = 64; d-- > 0;)
                    if (d % 4 == t) backwards[d] = sampler.draw(d).values();
            });
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(forwards, backwards);
    }
}

TEST(Sampler, AnotherParameterShiftsNone) {
    for (const DesignKind kind : {DesignKind::monte_carlo, DesignKind::latin_hypercube}) {
        Model more = four_families();
        more.parameters.insert(more.parameters.begin(), uncertain("first", 1, "normal", 1));
        more.evaluation_order.push_back(5);
        const Design design{kind, 32, 2};
        for (std::uint32_t d = 0; d < 32; ++d) {
            const std::vector<double> few = ParameterSampler(four_families(), design, 1).draw(d).values();
            const std::vector<double> many = ParameterSampler(more, design, 1).draw(d).values();
            EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin() + 1)) << to_text(kind);
        }
    }
}

TEST(Sampler, SeedAndDrawMatter) {
    const Model model = four_families();
    EXPECT_NE(ParameterSampler(model, monte_carlo, 1).draw(0).values(),
              ParameterSampler(model, monte_carlo, 2).draw(0).values());
    EXPECT_NE(ParameterSampler(model, monte_carlo, 1).draw(0).values(),
              ParameterSampler(model, monte_carlo, 1).draw(1).values());
}

// The correlation of normal scores is the copula's; standard error (1 - r^2) / sqrt(n) = 0.004 at r = 0.7; 5 sigma.
TEST(Sampler, RealisedCorrelationIsTheCopulas) {
    Model model = model_of(
        {uncertain("a", 1, "lognormal", 0.5), uncertain("b", 0.2, "beta", 0.05), uncertain("c", 0, "normal", 1)});
    model.correlations = {{{0, 2}, {{1, 0.7}, {0.7, 1}}, "assumption"}};
    auto draws = columns(ParameterSampler(model, monte_carlo, 3), monte_carlo.draws);
    for (double& x : draws[0]) x = std::log(x);
    EXPECT_NEAR(correlation(draws[0], draws[2]), 0.7, 0.018);
    EXPECT_NEAR(correlation(draws[0], draws[1]), 0, 0.036);
    const Distribution margin = fit_distribution(0, *model.parameters[2].uncertainty).distribution;
    EXPECT_LT(kolmogorov_smirnov(draws[2], margin) * std::sqrt(20000.0), 2.7);
}

TEST(Sampler, DrawsMultivariateNormals) {
    Model model = model_of({certain("x", 1), certain("y", 2)});
    model.joint_uncertainties = {{"multivariate_normal", {0, 1}, 0, {{4, -3}, {-3, 9}}, "assumption"}};
    const auto draws = columns(ParameterSampler(model, monte_carlo, 3), monte_carlo.draws);
    EXPECT_NEAR(mean_of(draws[0]), 1, 5 * 2 / std::sqrt(20000.0));
    EXPECT_NEAR(mean_of(draws[1]), 2, 5 * 3 / std::sqrt(20000.0));
    EXPECT_NEAR(correlation(draws[0], draws[1]), -0.5, 0.027);
}

// Dirichlet(2, 3, 5): means alpha/10, variances alpha (10 - alpha) / (100 * 11), correlation -sqrt(2*3/(8*7)).
TEST(Sampler, DrawsDirichletShares) {
    Model model = model_of({certain("p", 0.2), certain("q", 0.3), certain("r", 0.5)});
    model.joint_uncertainties = {{"dirichlet", {0, 1, 2}, 10, {}, "assumption"}};
    const auto draws = columns(ParameterSampler(model, monte_carlo, 3), monte_carlo.draws);
    for (std::size_t d = 0; d < 100; ++d) EXPECT_NEAR(draws[0][d] + draws[1][d] + draws[2][d], 1, 1e-11);
    EXPECT_NEAR(mean_of(draws[0]), 0.2, 5 * std::sqrt(0.2 * 0.8 / 11 / 20000));
    EXPECT_LT(kolmogorov_smirnov(draws[2], {DistributionFamily::beta, 5, 5}) * std::sqrt(20000.0), 2.7);
    EXPECT_NEAR(correlation(draws[0], draws[1]), -std::sqrt(6.0 / 56), 0.036);
}

TEST(Sampler, DrawsRowsOfAPosteriorByWeight) {
    Model model = model_of({certain("x", 0), certain("y", 0)});
    model.posterior = Posterior{{0, 1}, {{1, 10}, {2, 20}, {3, 30}, {4, 40}}, {1, 0, 2, 1}, "assumption"};
    const auto draws = columns(ParameterSampler(model, monte_carlo, 3), monte_carlo.draws);
    for (std::size_t d = 0; d < 20000; ++d) EXPECT_EQ(draws[1][d], 10 * draws[0][d]);
    const auto share = [&](double x) {
        return static_cast<double>(std::count(draws[0].begin(), draws[0].end(), x)) / 20000;
    };
    EXPECT_EQ(share(2), 0);
    EXPECT_NEAR(share(3), 0.5, 5 * std::sqrt(0.25 / 20000));
    EXPECT_NEAR(share(1), 0.25, 5 * std::sqrt(0.1875 / 20000));
}

// The named parameters' draws are bit for bit those among all others; the rest stay at their values.
TEST(Sampler, OnlyTheNamedParametersVary) {
    Model model = model_of({uncertain("a", 1, "lognormal", 0.5), uncertain("b", 2, "normal", 1),
                            uncertain("c", 3, "normal", 1), certain("p", 0.4), certain("q", 0.6)});
    model.correlations = {{{0, 1, 2}, {{1, 0.7, 0.2}, {0.7, 1, 0.1}, {0.2, 0.1, 1}}, "assumption"}};
    model.joint_uncertainties = {{"dirichlet", {3, 4}, 10, {}, "assumption"}};
    const Model few = with_uncertainty_only_of(model, {"b", "a"});
    const ParameterSampler sampler(model, monte_carlo, 1), few_sampler(few, monte_carlo, 1);
    EXPECT_EQ(few_sampler.drawn(), (std::vector<std::size_t>{0, 1}));
    for (std::uint32_t d = 0; d < 20; ++d) {
        const std::vector<double> all = sampler.draw(d).values(), some = few_sampler.draw(d).values();
        EXPECT_EQ(some, (std::vector<double>{all[0], all[1], 3, 0.4, 0.6}));
    }
    EXPECT_THROW(with_uncertainty_only_of(model, {"p"}), UsageError) << "a share without the others";
    EXPECT_THROW(with_uncertainty_only_of(model, {"x"}), UsageError);
}

/// The message of the first of fifty draws that is refused; empty where none is.
std::string refusal_of_a_draw(const Model& model) {
    const ParameterSampler sampler(model, monte_carlo, 1);
    try {
        for (std::uint32_t d = 0; d < 50; ++d) static_cast<void>(sampler.draw(d));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "";
}

TEST(Sampler, NamesDrawParameterAndDistributionOfAnIllegalValue) {
    Model model = model_of({uncertain("share", 0.5, "normal", 5)});
    model.parameters[0].unit = "probability";
    const std::string text = refusal_of_a_draw(model);
    EXPECT_NE(text.find("parameter draw "), std::string::npos) << text;
    EXPECT_NE(text.find("parameters.share: "), std::string::npos) << text;
    EXPECT_NE(text.find("normal(mean 0.5, sd 5)"), std::string::npos) << text;
}

TEST(Sampler, NamesDrawAndDistributionBehindAnExpressionThatFails) {
    Model model = model_of({uncertain("x", 0.5, "normal", 5), uncertain("y", 0.5, "normal", 5)});
    Parameter logarithm;
    logarithm.name = "logarithm";
    logarithm.expression = "ln(x)";
    model.parameters.push_back(logarithm);
    model.evaluation_order = {0, 1, 2};
    const std::string text = refusal_of_a_draw(model);
    EXPECT_EQ(text.find("parameter draw "), 0U) << text;
    EXPECT_NE(text.find("parameters.logarithm: 'ln(x)': gives "), std::string::npos) << text;
    EXPECT_NE(text.find("; x = -"), std::string::npos) << text;
    EXPECT_NE(text.find("normal(mean 0.5, sd 5)"), std::string::npos) << text;
    EXPECT_EQ(text.find("; y = "), std::string::npos) << text;
}

}  // namespace
}  // namespace ibtr::test
