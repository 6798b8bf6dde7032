#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "sensitivity/rank_correlation.hpp"

namespace ibtr::test {
namespace {

using sensitivity::partial_rank_correlations;
using sensitivity::ranks;

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
    const auto n = static_cast<double>(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        mean_a += a[i] / n;
        mean_b += b[i] / n;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    return ab / std::sqrt(aa * bb);
}

/// The textbook recursion for one variable held.
double partial(double xy, double xz, double yz) {
    return (xy - xz * yz) / std::sqrt((1 - xz * xz) * (1 - yz * yz));
}

struct Sample {
    std::vector<double> a, b, y;
};

Sample sample() {
    std::mt19937 words(5);
    const auto uniform = [&] { return static_cast<double>(words()) / 4294967296.0; };
    Sample s;
    for (int i = 0; i < 300; ++i) {
        const double common = uniform();
        s.a.push_back(common + uniform());
        s.b.push_back(common + uniform());
        s.y.push_back(std::exp(s.a.back()) - 0.3 * s.b.back() + uniform());
    }
    return s;
}

TEST(Ranks, EqualValuesShareTheirMeanRank) {
    EXPECT_EQ(ranks({3, 1, 3, 2}), (std::vector<double>{3.5, 1, 3.5, 2}));
}

TEST(PartialRankCorrelation, IsTheTextbookFormulaOnRanks) {
    const Sample s = sample();
    const double ab = correlation(ranks(s.a), ranks(s.b)), ay = correlation(ranks(s.a), ranks(s.y)),
                 by = correlation(ranks(s.b), ranks(s.y));
    const auto found = partial_rank_correlations({s.a, s.b}, s.y);
    EXPECT_NEAR(found[0].value, partial(ay, ab, by), 1e-12);
    EXPECT_NEAR(found[1].value, partial(by, ab, ay), 1e-12);
    for (const auto& row : found) {  // Fisher's z: half-width 1.96 / sqrt(300 - 3 - 1)
        EXPECT_NEAR(std::atanh(row.ci_high) - std::atanh(row.value), 1.959964 / std::sqrt(296.0), 1e-6);
        EXPECT_NEAR(std::atanh(row.value) - std::atanh(row.ci_low), 1.959964 / std::sqrt(296.0), 1e-6);
    }
}

TEST(PartialRankCorrelation, DoesNotChangeUnderMonotoneTransformations) {
    Sample s = sample();
    const auto before = partial_rank_correlations({s.a, s.b}, s.y);
    for (double& y : s.y) y = std::atan(5 * y);
    for (double& a : s.a) a = a * a * a;
    const auto after = partial_rank_correlations({s.a, s.b}, s.y);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_DOUBLE_EQ(before[i].value, after[i].value);
}

TEST(PartialRankCorrelation, OfAnOnlyInputIsTheRankCorrelation) {
    const Sample s = sample();
    const auto found = partial_rank_correlations({s.a}, s.y);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0].value, correlation(ranks(s.a), ranks(s.y)), 1e-12);
    // Fisher's z with nothing held: half-width 1.96 / sqrt(300 - 3)
    EXPECT_NEAR(std::atanh(found[0].ci_high) - std::atanh(found[0].value), 1.959964 / std::sqrt(297.0), 1e-6);
    EXPECT_NEAR(std::atanh(found[0].value) - std::atanh(found[0].ci_low), 1.959964 / std::sqrt(297.0), 1e-6);
    EXPECT_TRUE(std::isnan(partial_rank_correlations({std::vector<double>(300, 1.0)}, s.y)[0].value)) << "constant";
    EXPECT_TRUE(std::isnan(partial_rank_correlations({{1, 2, 3}}, {2, 1, 3})[0].value)) << "too few draws";
}

TEST(PartialRankCorrelation, OfNoInputsIsNone) {
    EXPECT_TRUE(partial_rank_correlations({}, sample().y).empty());
}

TEST(PartialRankCorrelation, OfInputsThatFollowFromEachOtherIsUndefinedAndThatOfOthersIsNot) {
    const Sample s = sample();
    std::vector<double> rest;  // as two shares of a whole
    for (const double a : s.a) rest.push_back(1 - a);
    const auto found = partial_rank_correlations({s.a, rest, s.b}, s.y);
    EXPECT_TRUE(std::isnan(found[0].value));
    EXPECT_TRUE(std::isnan(found[1].value));
    EXPECT_NEAR(found[2].value, partial_rank_correlations({s.a, s.b}, s.y)[1].value, 1e-9);
    EXPECT_NEAR(found[2].ci_low, partial_rank_correlations({s.a, s.b}, s.y)[1].ci_low, 1e-9);
}

TEST(PartialRankCorrelation, OfAnInputThatDoesNotVaryIsUndefinedAndItHoldsNothing) {
    const Sample s = sample();
    const auto found = partial_rank_correlations({s.a, std::vector<double>(300, 1.0)}, s.y);
    EXPECT_NEAR(found[0].value, correlation(ranks(s.a), ranks(s.y)), 1e-12);
    EXPECT_TRUE(std::isnan(found[1].value));
}

TEST(PartialRankCorrelation, IsOneOfAnOutcomeThatRisesWithOneInputAlone) {
    Sample s = sample();
    for (std::size_t i = 0; i < s.y.size(); ++i) s.y[i] = std::exp(s.a[i]);
    const auto found = partial_rank_correlations({s.a, s.b}, s.y);
    EXPECT_NEAR(found[0].value, 1, 1e-9);
    EXPECT_NEAR(found[0].ci_low, 1, 1e-6);
    EXPECT_TRUE(std::isnan(found[1].value)) << "the other input leaves nothing to explain";
}

TEST(PartialRankCorrelation, OfAnOutcomeThatIsUndefinedInADrawIsUndefined) {
    Sample s = sample();
    s.y[17] = std::nan("");
    for (const auto& row : partial_rank_correlations({s.a, s.b}, s.y)) EXPECT_TRUE(std::isnan(row.value));
}

}  // namespace
}  // namespace ibtr::test
