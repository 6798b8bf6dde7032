// Law: fits of Cox's model are those of R's coxph with eps = 1e-12: 1e-8 relative. Likelihoods without a maximum are
// named, whatever the data.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "survival/cox.hpp"
#include "survival/log_rank.hpp"
#include "survival/reference_numbers.hpp"

namespace ibtr::survival::test {
namespace {

constexpr double same_fit = 1e-8;

std::vector<double> columns(const People& people, bool by_centre) {
    std::vector<double> values = numbers_of(people.table, "arm");
    const std::vector<double> age = numbers_of(people.table, "age");
    values.insert(values.end(), age.begin(), age.end());
    if (!by_centre)
        for (const std::uint32_t centre : people.centre) values.push_back(centre == 1 ? 1 : 0);
    return values;
}

TEST(Cox, IsThatOfR) {
    const ReferenceNumbers reference;
    const People people;
    CoxRegression regression;  // one workspace for all: nothing of one fit may stay in the next
    for (const bool late : {false, true})
        for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow})
            for (const bool by_centre : {false, true}) {
                const EventTimes times = people.times(late, by_centre);
                TimeOrder order;
                order.sort(times);
                regression.fit(times, order, columns(people, by_centre), ties);
                const std::string name = std::string("cox.") + (late ? "truncated." : "plain.") +
                                         (ties == CoxTies::efron ? "efron." : "breslow.") +
                                         (by_centre ? "strata." : "one.");
                ASSERT_EQ(regression.status(), FitStatus::converged) << name;
                reference.compare(name + "coefficients", regression.coefficients(), same_fit);
                reference.compare(name + "covariance", regression.covariance(), same_fit);
                const std::vector<double> likelihoods{regression.log_likelihood_at_zero(), regression.log_likelihood()};
                reference.compare(name + "log_likelihood", likelihoods, same_fit);
                reference.compare(name + "score", regression.score_statistic(), same_fit);
            }
}

// The order of rows, the origin of a covariate and its unit change nothing but the unit.
TEST(Cox, DoesNotDependOnOrderOriginOrUnit) {
    const People people;
    const EventTimes times = people.times(true);
    TimeOrder order;
    order.sort(times);
    const std::vector<double> age = numbers_of(people.table, "age");
    CoxRegression plain;
    plain.fit(times, order, age, CoxTies::efron);
    const std::size_t n = times.size();
    std::vector<double> entry(n), exit(n), moved(n);
    std::vector<std::uint8_t> event(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t from = (i * 7) % n;  // 7 and n have no common divisor
        entry[i] = people.entry[from];
        exit[i] = people.exit[from];
        event[i] = people.event[from];
        moved[i] = 100 * age[from] + 1e4;
    }
    ASSERT_NE(n % 7, 0U);
    const EventTimes other{entry, exit, event, {}};
    order.sort(other);
    CoxRegression scaled;
    scaled.fit(other, order, moved, CoxTies::efron);
    EXPECT_NEAR(scaled.coefficients()[0] * 100, plain.coefficients()[0], 1e-10 * std::abs(plain.coefficients()[0]));
}

// Events in one arm alone: the likelihood rises for ever.
TEST(Cox, NamesAMonotoneLikelihood) {
    People people;
    for (std::size_t i = 0; i < people.event.size(); ++i)
        if (people.arm[i] == 0) people.event[i] = 0;
    const EventTimes times = people.times(false);
    TimeOrder order;
    order.sort(times);
    std::vector<double> covariates = numbers_of(people.table, "age");
    const std::vector<double> arm = numbers_of(people.table, "arm");
    covariates.insert(covariates.end(), arm.begin(), arm.end());
    for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow}) {
        CoxRegression regression;
        regression.fit(times, order, covariates, ties);
        EXPECT_EQ(regression.status(), FitStatus::monotone);
        EXPECT_EQ(regression.covariate(), 1U);
        EXPECT_GT(regression.coefficients()[1], 10);
        EXPECT_LT(regression.steps(), 50U);
    }
}

TEST(Cox, NamesCovariatesThatSayNothing) {
    const People people;
    const EventTimes times = people.times(false);
    TimeOrder order;
    order.sort(times);
    std::vector<double> covariates = numbers_of(people.table, "age");
    const std::size_t n = covariates.size();
    for (std::size_t i = 0; i < n; ++i) covariates.push_back(3 - 2 * covariates[i]);
    CoxRegression regression;
    regression.fit(times, order, covariates, CoxTies::efron);
    EXPECT_EQ(regression.status(), FitStatus::singular);
    EXPECT_EQ(regression.covariate(), 1U);
    regression.fit(times, order, std::vector<double>(n, 4.0), CoxTies::efron);
    EXPECT_EQ(regression.status(), FitStatus::singular);
    const std::vector<std::uint8_t> none(n, 0);
    const EventTimes quiet{{}, people.exit, none, {}};
    regression.fit(quiet, order, numbers_of(people.table, "age"), CoxTies::efron);
    EXPECT_EQ(regression.status(), FitStatus::no_events);
}

// Without ties the score test of one group indicator is the log-rank test: two programs, one number.
TEST(Cox, ScoreTestIsTheLogRankTest) {
    People people;
    for (std::size_t i = 0; i < people.exit.size(); ++i) people.exit[i] += static_cast<double>(i + 1) * 1e-5;
    const EventTimes times = people.times(true, true);
    TimeOrder order;
    order.sort(times);
    LogRank test;
    test.test(times, order, people.arm, 2);
    CoxRegression regression;
    regression.fit(times, order, numbers_of(people.table, "arm"), CoxTies::breslow);
    EXPECT_NEAR(regression.score_statistic(), test.chi_squared(), 1e-10 * test.chi_squared());
}

}  // namespace
}  // namespace ibtr::survival::test
