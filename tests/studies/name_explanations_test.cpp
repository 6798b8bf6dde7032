// Law: of two explanations whose one normal estimate differs by d standard errors the right one is named with
// probability Phi(d/2); and a study says of them what an integral over its estimate says.

#include "studies/name_explanations.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "three_ends.hpp"

namespace ibtr::test {
namespace {

using namespace studies;

ExplainedEstimates shifted(double shift, std::uint32_t seed, std::size_t replicates, std::size_t estimates = 1) {
    ExplainedEstimates explained{"", {}};
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    for (std::size_t r = 0; r < replicates * estimates; ++r)
        explained.rows.push_back(3 + 0.2 * (normal(random) + (r % estimates == 0 ? shift : 0)));
    return explained;
}

double phi(double z) {
    return std::erfc(-z / std::numbers::sqrt2) / 2;
}

/// E log2(2 p(truth | x)) of a shift d, by the trapezoidal rule: symmetric, so that of one truth.
double bits_of(double d) {
    double sum = 0;
    constexpr double step = 0.001;
    for (double x = -10; x < 10 + d; x += step)
        sum += step * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi) *
               (1 - std::log2(1 + std::exp(x * d - d * d / 2)));
    return sum;
}

// Laws of 20,000 replicates each half: means wrong by 0.007 move the limit by as much and the share by its square. A
// share of 40,000 judgements has the standard error that is stated; 5 of them.
TEST(NameExplanations, TwoThatDifferByAShiftAreNamedAsPhiOfHalfOfIt) {
    for (const double d : {0.0, 1.0, 2.0, 4.0}) {
        const Naming naming = name_explanations({shifted(0, 1, 40000), shifted(d, 2, 40000)}, 1);
        EXPECT_NEAR(naming.probability_right, phi(d / 2), 5 * naming.standard_error + 1e-4) << d;
        EXPECT_NEAR(naming.standard_error, std::sqrt(phi(d / 2) * phi(-d / 2) / 80000), 1e-4) << d;
        EXPECT_NEAR(naming.information_bits, bits_of(d), 5 * naming.bits_standard_error + 2e-4) << d;
        EXPECT_NEAR(naming.shares[0][0] + naming.shares[0][1], 1, 1e-12);
    }
}

// Estimates that say nothing change nothing but by what is lost in estimating their law.
TEST(NameExplanations, FurtherEstimatesThatSayNothing) {
    const Naming naming = name_explanations({shifted(0, 3, 40000, 3), shifted(2, 4, 40000, 3)}, 3);
    EXPECT_NEAR(naming.probability_right, phi(1), 5 * naming.standard_error + 5e-4);
}

// Three of which two are the same: the third is known, the two are guessed. 1/3 + 2/3 x 1/2.
TEST(NameExplanations, WhatIsTheSameIsGuessed) {
    const Naming naming = name_explanations({shifted(0, 5, 20000), shifted(0, 6, 20000), shifted(20, 7, 20000)}, 1);
    EXPECT_NEAR(naming.probability_right, 2.0 / 3, 5 * naming.standard_error);
    EXPECT_EQ(naming.shares[2][2], 1);
    EXPECT_NEAR(naming.information_bits, std::log2(3) - 2.0 / 3, 0.01);
}

TEST(NameExplanations, TooFewReplicatesSayNothing) {
    const Naming naming = name_explanations({shifted(0, 5, 39), shifted(0, 6, 1000)}, 1);
    EXPECT_TRUE(std::isnan(naming.probability_right));
    EXPECT_TRUE(std::isnan(naming.shares[0][0]));
}

// A hazard ratio of 1/2 against none, followed in a closed window: events E of both arms together make the estimate's
// standard error 2 / sqrt(E). Of 100 women about half have the event; the normal law and the Cox model's error of so
// few are good to 0.03.
TEST(NameExplanations, OfSimulatedStudies) {
    const Model with = three_ends(), without = [] {
        std::string text = three_ends_text;
        text.replace(text.find("CLOCK"), 5, "time");
        text.replace(text.find("value = 0.5"), 11, "value = 1.0");
        return load_config_text(text, "without.toml").model;
    }();
    const std::string csv =
        "study,same_women,strategy,women,accrual_years,follow_up_years,horizon_years,estimate,endpoint\n"
        "a,w,new,300,0,6,6,cox,cif_distant\na,w,old,300,0,6,6,cox,cif_distant\n";
    const auto explained = [&](const Model& model, const char* name) {
        const auto designs = with_women(read_designs(parse_csv(csv, "d.csv"), model), 100);
        EXPECT_EQ(designs[0].first.women + designs[0].second.women, 100U);
        return estimates_of(simulate_studies(model, base_parameters(model), designs, {.replicates = 4000}), {0}, name);
    };
    const Naming naming = name_explanations({explained(without, "without"), explained(with, "with")}, 1);
    // Old: grades 0.12 and 0.24 a year for six years with 0.03 of other deaths; new: half of that.
    const auto events = [](double rate) { return rate / (rate + 0.03) * (1 - std::exp(-6 * (rate + 0.03))); };
    const double old_arm = 0.6 * events(0.12) + 0.4 * events(0.24), new_arm = 0.6 * events(0.06) + 0.4 * events(0.12);
    const double error_without = std::sqrt(2 / (50 * old_arm)),
                 error_with = std::sqrt(1 / (50 * old_arm) + 1 / (50 * new_arm));
    const double d = std::log(2) / ((error_without + error_with) / 2);
    EXPECT_NEAR(naming.probability_right, phi(d / 2), 0.03);
}

}  // namespace
}  // namespace ibtr::test
