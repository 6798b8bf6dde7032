// Laws of pooling that hold whatever the data.

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "ibtr/error.hpp"
#include "meta/meta.hpp"
#include "meta/meta_report.hpp"

namespace ibtr::meta::test {
namespace {

constexpr std::array random_effects{Method::dl, Method::pm, Method::reml};

/// Studies whose own variances span two orders of magnitude.
std::vector<Effect> draw_studies(std::mt19937& generator, std::size_t count, double tau) {
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> log_variance(std::log(0.01), std::log(1.0));
    std::vector<Effect> studies;
    for (std::size_t i = 0; i < count; ++i) {
        const double variance = std::exp(log_variance(generator));
        studies.push_back({0.3 + tau * normal(generator) + std::sqrt(variance) * normal(generator), variance});
    }
    return studies;
}

TEST(Pool, OneStudyIsItsOwnPooledEffect) {
    const std::vector<Effect> studies{{0.4, 0.09}};
    for (const Method method : random_effects) {
        const Pooled pooled = pool(studies, method, MeanTest::z);
        EXPECT_DOUBLE_EQ(pooled.estimate, 0.4);
        EXPECT_DOUBLE_EQ(pooled.standard_error, 0.3);
        EXPECT_DOUBLE_EQ(pooled.weights[0], 1);
        EXPECT_TRUE(std::isnan(pooled.tau2)) << "nothing is known about other studies";
        EXPECT_TRUE(std::isnan(pooled.i2));
        EXPECT_TRUE(std::isnan(pooled.prediction.low));
        EXPECT_TRUE(std::isnan(pooled.q_p_value));
        EXPECT_THROW(pool(studies, method, MeanTest::knha), UsageError);
        EXPECT_THROW(pool(studies, method, MeanTest::adhoc), UsageError);
    }
    EXPECT_THROW(pool({}, Method::dl, MeanTest::z), UsageError);
}

// Two studies with equal variance v and difference d: Q = d^2/(2v), and tau2 of all three estimators is d^2/2 - v.
TEST(Pool, TwoStudiesInClosedForm) {
    const double variance = 0.04, difference = 0.9;
    const std::vector<Effect> studies{{1, variance}, {1 + difference, variance}};
    for (const Method method : random_effects) {
        const Pooled pooled = pool(studies, method, MeanTest::z);
        const double tau2 = difference * difference / 2 - variance;
        EXPECT_NEAR(pooled.tau2, tau2, 1e-12);
        EXPECT_NEAR(pooled.q, difference * difference / (2 * variance), 1e-12);
        EXPECT_NEAR(pooled.estimate, 1 + difference / 2, 1e-12);
        EXPECT_NEAR(pooled.standard_error, std::sqrt((variance + tau2) / 2), 1e-12);
        EXPECT_FALSE(std::isnan(pooled.prediction.low));
        EXPECT_TRUE(std::isnan(pooled.prediction_hts.low)) << "t(0) does not exist";
    }
}

// DL and PM: no more scatter than expected, no variance between studies; and the common effect is the pooled one.
TEST(Pool, NoVarianceBetweenStudiesWhereQIsSmall) {
    std::mt19937 generator(1);
    int homogeneous = 0;
    for (int repetition = 0; repetition < 300; ++repetition) {
        const std::vector<Effect> studies = draw_studies(generator, 6, 0.15);
        const Pooled common = pool(studies, Method::ee, MeanTest::z);
        EXPECT_DOUBLE_EQ(common.tau2, 0);
        for (const Method method : {Method::dl, Method::pm}) {
            const Pooled pooled = pool(studies, method, MeanTest::z);
            EXPECT_EQ(pooled.tau2 == 0, pooled.q <= 5);
            if (pooled.q > 5) continue;
            ++homogeneous;
            EXPECT_DOUBLE_EQ(pooled.estimate, common.estimate);
            EXPECT_DOUBLE_EQ(pooled.i2, 0);
            EXPECT_DOUBLE_EQ(pooled.h2, 1);
        }
    }
    EXPECT_GT(homogeneous, 50);
}

// The defining equations: generalised Q = k-1 for Paule-Mandel; REML is no lower than anything on a fine grid.
TEST(Pool, EstimatesMeetTheirDefinitions) {
    std::mt19937 generator(2);
    const auto restricted = [](const std::vector<Effect>& studies, double tau2) {
        double w = 0, wy = 0, sum = 0;
        for (const Effect& s : studies) w += 1 / (s.variance + tau2), wy += s.estimate / (s.variance + tau2);
        for (const Effect& s : studies)
            sum += std::log(s.variance + tau2) + std::pow(s.estimate - wy / w, 2) / (s.variance + tau2);
        return -(sum + std::log(w)) / 2;
    };
    for (int repetition = 0; repetition < 100; ++repetition) {
        const std::vector<Effect> studies = draw_studies(generator, 5, 0.5);
        if (const double tau2 = estimate_tau2(studies, Method::pm); tau2 > 0) {
            double w = 0, wy = 0, q = 0;
            for (const Effect& s : studies) w += 1 / (s.variance + tau2), wy += s.estimate / (s.variance + tau2);
            for (const Effect& s : studies) q += std::pow(s.estimate - wy / w, 2) / (s.variance + tau2);
            EXPECT_NEAR(q, 4, 1e-9);
        }
        const double reml = restricted(studies, estimate_tau2(studies, Method::reml));
        for (int i = 0; i <= 400; ++i) EXPECT_GE(reml, restricted(studies, 0.01 * i) - 1e-12);
    }
}

// The interval inverts the test: Q at its ends are the 97.5 % and 2.5 % points of chi-squared(4), and it holds PM.
TEST(Pool, QProfileIntervalHoldsPauleMandel) {
    std::mt19937 generator(3);
    for (int repetition = 0; repetition < 100; ++repetition) {
        const std::vector<Effect> studies = draw_studies(generator, 5, 0.6);
        const Interval interval = tau2_interval(studies);
        const double tau2 = estimate_tau2(studies, Method::pm);
        EXPECT_LE(interval.low, tau2);
        EXPECT_GE(interval.high, tau2);
    }
}

TEST(Pool, IdenticalStudiesHaveNoScatter) {
    const std::vector<Effect> studies(4, {0.2, 0.05});
    for (const Method method : random_effects) {
        const Pooled pooled = pool(studies, method, MeanTest::knha);
        EXPECT_EQ(pooled.tau2, 0);
        EXPECT_EQ(pooled.standard_error, 0);
        EXPECT_TRUE(std::isnan(pooled.statistic)) << "no scatter, no test";
        EXPECT_EQ(pooled.tau2_ci.high, 0);
        EXPECT_DOUBLE_EQ(pool(studies, method, MeanTest::adhoc).standard_error, std::sqrt(0.05 / 4));
    }
}

// Effects 1000 standard errors apart: the variance between studies is that of the effects.
TEST(Pool, HugeHeterogeneity) {
    std::vector<Effect> studies;
    for (int i = 0; i < 7; ++i) studies.push_back({100.0 * i, 0.01 * (1 + i)});
    for (const Method method : random_effects) {
        const Pooled pooled = pool(studies, method, MeanTest::adhoc);
        EXPECT_NEAR(pooled.tau2 / (10000.0 * 28 / 6), 1, method == Method::dl ? 0.5 : 1e-4);
        EXPECT_GT(pooled.i2, 99.99);
        EXPECT_LT(pooled.tau2_ci.low, pooled.tau2);
        EXPECT_GT(pooled.tau2_ci.high, pooled.tau2);
    }
}

// adhoc is never narrower than Hartung-Knapp, and nowhere below the normal standard error.
TEST(Pool, AdhocIsTheWiderOfTwo) {
    std::mt19937 generator(4);
    for (int repetition = 0; repetition < 100; ++repetition) {
        const std::vector<Effect> studies = draw_studies(generator, 4, 0.1);
        const double normal = pool(studies, Method::dl, MeanTest::z).standard_error;
        const double hartung_knapp = pool(studies, Method::dl, MeanTest::knha).standard_error;
        EXPECT_DOUBLE_EQ(pool(studies, Method::dl, MeanTest::adhoc).standard_error, std::max(normal, hartung_knapp));
    }
}

// Exchanging the groups turns the ratio round and changes no error.
TEST(Pool, ExchangingGroupsTurnsTheEffectRound) {
    const std::vector<Counts> studies{{0, 40, 3, 38}, {12, 60, 9, 70}, {5, 33, 11, 31}};
    std::vector<Counts> exchanged;
    for (const Counts& c : studies) exchanged.push_back({c.events2, c.n2, c.events1, c.n1});
    for (const EffectMeasure measure : {EffectMeasure::rr, EffectMeasure::odds_ratio, EffectMeasure::rd}) {
        std::vector<Effect> one, other;
        for (const Counts& c : studies) one.push_back(effect_of(c, measure));
        for (const Counts& c : exchanged) other.push_back(effect_of(c, measure));
        for (const Method method : random_effects) {
            const Pooled a = pool(one, method, MeanTest::z), b = pool(other, method, MeanTest::z);
            EXPECT_NEAR(a.estimate, -b.estimate, 1e-12);
            EXPECT_NEAR(a.standard_error, b.standard_error, 1e-12);
        }
        const Pooled a = pool_counts(studies, measure, Method::mh), b = pool_counts(exchanged, measure, Method::mh);
        EXPECT_NEAR(a.estimate, -b.estimate, 1e-12);
        EXPECT_NEAR(a.standard_error, b.standard_error, 1e-12);
    }
}

TEST(Pool, AllZeroEvents) {
    const std::vector<Counts> studies(3, {0, 50, 0, 50});
    std::vector<Effect> effects;
    for (const Counts& c : studies) effects.push_back(effect_of(c, EffectMeasure::rr));
    const Pooled pooled = pool(effects, Method::reml, MeanTest::z);
    EXPECT_EQ(pooled.estimate, 0);
    EXPECT_EQ(pooled.tau2, 0);
    EXPECT_TRUE(effects[0].corrected);
    EXPECT_THROW(pool_counts(studies, EffectMeasure::rr, Method::mh), UsageError);
    EXPECT_THROW(pool_counts(studies, EffectMeasure::odds_ratio, Method::mh), UsageError);
    EXPECT_THROW(pool_counts(studies, EffectMeasure::odds_ratio, Method::peto), UsageError);
    EXPECT_THROW(pool_counts(studies, EffectMeasure::rd, Method::mh), UsageError)
        << "a difference of 0 without an error";
}

// Studies without events tell nothing about a ratio: MH and Peto are as without them, and so is their Q.
TEST(Pool, EmptyStudiesAddNothingToMantelHaenszelAndPeto) {
    std::vector<Counts> studies{{4, 40, 9, 38}, {12, 60, 9, 70}};
    for (const Method method : {Method::mh, Method::peto}) {
        const Pooled without = pool_counts(studies, EffectMeasure::odds_ratio, method);
        std::vector<Counts> more = studies;
        more.push_back({0, 20, 0, 30});
        const Pooled with = pool_counts(more, EffectMeasure::odds_ratio, method);
        EXPECT_DOUBLE_EQ(with.estimate, without.estimate);
        EXPECT_DOUBLE_EQ(with.standard_error, without.standard_error);
        EXPECT_DOUBLE_EQ(with.q, without.q);
        EXPECT_EQ(with.q_degrees, 1U);
        EXPECT_EQ(with.weights[2], 0);
    }
}

// The Mantel-Haenszel risk difference against many repetitions of three studies: the mean within 5 standard errors of
// the true difference, the mean variance within 3 % of the scatter (20,000 repetitions: sampling error of it 1 %).
TEST(Pool, MantelHaenszelRiskDifferenceHasTheRightError) {
    std::mt19937 generator(5);
    constexpr int repetitions = 20000;
    double sum = 0, sum_squares = 0, variances = 0;
    for (int repetition = 0; repetition < repetitions; ++repetition) {
        std::vector<Counts> studies;
        for (const auto& [n1, n2, p2] : {std::tuple{40, 60, 0.1}, std::tuple{90, 30, 0.3}, std::tuple{25, 25, 0.5}}) {
            std::binomial_distribution<int> group1(n1, p2 + 0.1), group2(n2, p2);
            studies.push_back({static_cast<double>(group1(generator)), static_cast<double>(n1),
                               static_cast<double>(group2(generator)), static_cast<double>(n2)});
        }
        const Pooled pooled = pool_counts(studies, EffectMeasure::rd, Method::mh);
        sum += pooled.estimate;
        sum_squares += pooled.estimate * pooled.estimate;
        variances += pooled.standard_error * pooled.standard_error;
    }
    const double mean = sum / repetitions, scatter = sum_squares / repetitions - mean * mean;
    EXPECT_NEAR(mean, 0.1, 5 * std::sqrt(scatter / repetitions));
    EXPECT_NEAR(variances / repetitions / scatter, 1, 0.03);
}

TEST(Pool, AHazardRatioFollowsFromItsInterval) {
    const Effect effect = effect_of_hazard_ratio(1.58, 1.353, 1.844);
    EXPECT_NEAR(effect.estimate, std::log(1.58), 1e-15);
    EXPECT_NEAR(std::exp(effect.estimate + 1.959963984540054 * std::sqrt(effect.variance)), 1.844, 0.002);
}

TEST(Analyse, RefusesWhatDoesNotGoTogether) {
    StudyTable table;
    StudyRow study;
    study.counts = Counts{4, 40, 9, 38};
    study.effect = effect_of(*study.counts, EffectMeasure::rr);
    table.studies = {study, study};
    EXPECT_THROW(analyse(table, EffectMeasure::rr, Method::mh, MeanTest::knha, false), UsageError);
    EXPECT_THROW(analyse(table, EffectMeasure::rr, Method::peto, MeanTest::z, false), UsageError);
    EXPECT_THROW(analyse(table, EffectMeasure::loghr, Method::mh, MeanTest::z, false), UsageError);
    EXPECT_NO_THROW(analyse(table, EffectMeasure::rr, Method::mh, MeanTest::z, false));
}

// Nobody of one study and everybody of another has the event: the ratio is 1 with the variance 0, which no reader would
// take for what it is. No number is the answer, as for Peto and the risk difference.
TEST(Pool, StudiesWithoutInformationGiveNoRatio) {
    const std::vector<Counts> studies{{0, 1, 0, 1}, {1, 1, 1, 1}};
    for (const EffectMeasure measure : {EffectMeasure::rr, EffectMeasure::odds_ratio, EffectMeasure::rd})
        EXPECT_THROW(pool_counts(studies, measure, Method::mh), UsageError);
}

// Everyone of one group and nobody of the other: the difference is 1, and its variance 0 but for rounding, which may as
// well fall below 0.
TEST(Pool, AllAgainstNoneHasNoErrorToTell) {
    for (const auto& [n1, n2] : {std::pair{20, 30}, {30, 20}, {7, 11}, {1000003, 17}, {1, 1}})
        for (const bool first : {false, true}) {
            const Counts one{first ? 1.0 * n1 : 0.0, 1.0 * n1, first ? 0.0 : 1.0 * n2, 1.0 * n2};
            EXPECT_THROW(pool_counts(std::vector{one}, EffectMeasure::rd, Method::mh), UsageError) << n1 << " " << n2;
            EXPECT_THROW(pool_counts(std::vector{one, one}, EffectMeasure::rd, Method::mh), UsageError);
        }
}

}  // namespace
}  // namespace ibtr::meta::test
