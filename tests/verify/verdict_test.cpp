// What a finding is made of: verdicts that cannot pass without a comparison, and limits that chance keeps.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "verify/bounds.hpp"
#include "verify/verdict.hpp"

namespace ibtr::test {
namespace {

using verify::Status, verify::Verdict;

TEST(Verdict, OfNoComparisonFails) {
    EXPECT_EQ(Verdict("law").finding().status, Status::fail);
}

TEST(Verdict, FailsWithOneComparisonOfMany) {
    Verdict verdict("law");
    verdict.close(1, 1, 0, "same");
    EXPECT_EQ(verdict.finding().status, Status::pass);
    verdict.close(1, 1.1, 0.05, "here");
    const verify::Finding finding = verdict.finding();
    EXPECT_EQ(finding.status, Status::fail);
    EXPECT_NE(finding.observed.find("1 of 2 comparisons fail"), std::string::npos) << finding.observed;
    EXPECT_NE(finding.observed.find("here"), std::string::npos) << finding.observed;
}

TEST(Verdict, FailsWithNumbersThatThereAreNot) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Verdict close("law"), at_most("law"), bounded("law");
    close.close(nan, 1, 10, "");
    at_most.at_most(nan, 1, 10, "");
    bounded.bounded(nan, 1, "");
    for (const Verdict* verdict : {&close, &at_most, &bounded}) EXPECT_EQ(verdict->finding().status, Status::fail);
}

TEST(Verdict, FailsWithOneStatement) {
    Verdict verdict("law");
    verdict.holds(true, "a");
    verdict.holds(false, "this one");
    EXPECT_EQ(verdict.finding().status, Status::fail);
    EXPECT_NE(verdict.finding().observed.find("this one"), std::string::npos);
}

// Law: exp(-score) bounds the tail of the binomial distribution, here summed term by term, from above, and is not
// wasteful: within a factor of 40 of it for these sizes.
TEST(TailScore, BoundsTheBinomialTail) {
    const double n = 200, p = 0.3;
    for (int k = 70; k <= 110; k += 10) {
        double tail = 0;
        for (int j = k; j <= 200; ++j)
            tail += std::exp(std::lgamma(n + 1) - std::lgamma(j + 1.0) - std::lgamma(n - j + 1) + j * std::log(p) +
                             (n - j) * std::log1p(-p));
        const double bound = std::exp(-verify::tail_score(k, n, p));
        EXPECT_LE(tail, bound * (1 + 1e-3)) << k;  // the slack of probabilities
        EXPECT_GE(40 * tail, bound) << k;
    }
}

TEST(TailScore, OfTheImpossibleIsInfinite) {
    EXPECT_GT(verify::tail_score(3, 100, 0), 10);
    EXPECT_EQ(verify::tail_score(0, 100, 0), 0);
    EXPECT_EQ(verify::tail_score(100, 100, 1), 0);
    EXPECT_GT(verify::tail_score(97, 100, 1), 10);
}

// Known values: P(|Z| > 4.8916) = 1e-6; the limits of several comparisons are those of the rate shared out.
TEST(Limits, ShareTheErrorRate) {
    EXPECT_NEAR(verify::normal_limit(1), 4.8916, 1e-4);
    EXPECT_GT(verify::normal_limit(100), verify::normal_limit(1));
    EXPECT_NEAR(verify::score_limit(1), std::log(2e6), 1e-9);
    EXPECT_NEAR(verify::distribution_limit(1000, 1), std::sqrt(std::log(2e6) / 2000), 1e-9);
    EXPECT_GT(verify::chi_squared_limit(10), 10 + 4.75 * std::sqrt(20.0));
}

}  // namespace
}  // namespace ibtr::test
