// Variance-based indices against closed forms.

#include "sensitivity/sobol_indices.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "sensitivity/models.hpp"

namespace ibtr::test {
namespace {

using sensitivity::SobolIndex;

/// Six standard errors: an error rate near 1e-6 with the 49 degrees of freedom of the jackknife.
void expect_share(const sensitivity::VarianceShare& share, double truth) {
    EXPECT_LE(std::abs(share.value - truth), 6 * share.standard_error + 1e-12);
    EXPECT_LT(share.standard_error, 0.05);
}

std::vector<SobolIndex> indices(const Model& model, const sensitivity::Evaluate& evaluate, std::size_t pairs) {
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, static_cast<std::uint32_t>(2 * pairs), 1}, 7);
    return sensitivity::sobol_indices(model, sampler, pairs, evaluate, 2, {});
}

// Ishigami and Homma 1990: sin x1 + a sin^2 x2 + b x3^4 sin x1 on (-pi, pi)^3, where x3 acts through x1 only.
TEST(SobolIndices, OfIshigamisFunction) {
    constexpr double pi = std::numbers::pi, a = 7, b = 0.1;
    const Model model = model_of(
        {uniform_parameter("x1", -pi, pi), uniform_parameter("x2", -pi, pi), uniform_parameter("x3", -pi, pi)});
    const auto found =
        indices(model, function_of([](const std::vector<double>& x) {
                    const double s = std::sin(x[1]);
                    return std::vector{std::sin(x[0]) + a * s * s + b * std::pow(x[2], 4) * std::sin(x[0])};
                }),
                4000);
    const double v1 = std::pow(1 + b * std::pow(pi, 4) / 5, 2) / 2, v2 = a * a / 8;
    const double v13 = b * b * std::pow(pi, 8) * (1.0 / 18 - 1.0 / 50), all = v1 + v2 + v13;
    const double first[] = {v1 / all, v2 / all, 0}, total[] = {(v1 + v13) / all, v2 / all, v13 / all};
    ASSERT_EQ(found.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        SCOPED_TRACE(i);
        expect_share(found[i].first_order[0], first[i]);
        expect_share(found[i].total[0], total[i]);
    }
}

// Tied parameters are one input: alone it explains everything, and a parameter without effect nothing.
TEST(SobolIndices, CountDependentParametersAsOne) {
    Model model = model_of(
        {uncertain("a", 1, "normal", 0.5), uncertain("idle", 1, "normal", 0.5), uncertain("b", 1, "normal", 0.5)});
    model.correlations = {{{0, 2}, {{1, 0.8}, {0.8, 1}}, ""}};
    const auto found =
        indices(model, function_of([](const std::vector<double>& x) { return std::vector{x[0] + x[2]}; }), 4000);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].group, (std::vector<std::size_t>{0, 2}));
    EXPECT_EQ(found[1].group, (std::vector<std::size_t>{1}));
    expect_share(found[0].first_order[0], 1);
    EXPECT_EQ(found[1].total[0].value, 0);  // the same number, to the last bit
}

TEST(SobolIndices, OfAConstantAreUndefined) {
    const Model model = model_of({uncertain("a", 1, "normal", 0.5)});
    const auto found = indices(model, function_of([](const std::vector<double>&) { return std::vector{3.0}; }), 100);
    EXPECT_TRUE(std::isnan(found[0].first_order[0].value));
}

}  // namespace
}  // namespace ibtr::test
