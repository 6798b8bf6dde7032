// How targets are judged, on small models with planted answers, and the laws of what is simulated.

#include "validate/validation.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "config/example_config.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "small_model.hpp"
#include "validate/small_comparison.hpp"
#include "validate/target_scale.hpp"

namespace ibtr::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string evidence_folder_path = IBTR_EVIDENCE;

// Overall survival exp(-0.1 t) under `b` and exp(-0.2 t) under `a`.
const std::string two_arms = alive_or_dead("\"h\"", R"({ strategy = "b", value = 0.5, source = "assumption" })", R"(
[parameters.h]
value = 0.2
unit = "per_year"
source = "assumption"
uncertainty = { family = "lognormal", log_standard_error = 0.1 }
)");

Target target(const std::string& name, const std::string& measure, std::optional<double> value,
              std::optional<double> low = {}, std::optional<double> high = {}) {
    Target result;
    result.name = name;
    result.what = {"os", measure, "b", is_contrast(parse_measure(measure)) ? "a" : "", "", "", 5};
    result.value = value;
    result.ci_low = low;
    result.ci_high = high;
    result.interval = low ? TargetInterval::published : TargetInterval::none;
    return result;
}

Validation validate_text(const std::string& config, const std::vector<Target>& targets, std::uint32_t draws = 0,
                         unsigned threads = 0) {
    const Model model = load_config_text(config, "two_arms").model;
    ValidationOptions options;
    options.draws = draws;
    options.exact.threads = threads;
    return validate(model, base_parameters(model), {}, targets, options);
}

TEST(Validate, EachTargetIsJudgedByItsOwnInterval) {
    const double alive = std::exp(-0.5), ratio = std::exp(0.5);
    Target missing = target("V4", "proportion", 0.6, 0.5, 0.7);
    missing.what.strategy = "c";
    Target mismatch = target("V5", "proportion", 0.1, 0.05, 0.2);
    mismatch.role = TargetRole::structural_mismatch;
    const auto results =
        validate_text(two_arms, {target("V1", "proportion", 0.6, 0.5, 0.7), target("V2", "rr_alive", 1.2, 1.1, 1.3),
                                 target("V3", "proportion", 0.6), missing, mismatch})
            .results;
    EXPECT_EQ(results[0].status, TargetStatus::published);
    EXPECT_NEAR(results[0].model, alive, 1e-8);
    EXPECT_EQ(results[0].mc_se, 0);
    EXPECT_EQ(results[0].inside, "published");
    EXPECT_EQ(results[0].pass, true);
    EXPECT_NEAR(results[0].difference, alive - 0.6, 1e-8);
    // z on the log(-log) scale, positive where the model's proportion is larger.
    const double g = -std::log(0.5) + std::log(-std::log(0.6));
    const double se = (std::log(-std::log(0.5)) - std::log(-std::log(0.7))) / (2 * 1.959963984540054);
    EXPECT_NEAR(results[0].z, g / se, 1e-6);

    EXPECT_EQ(results[1].inside, "outside");
    EXPECT_EQ(results[1].pass, false);
    EXPECT_NEAR(results[1].ratio, ratio / 1.2, 1e-8);
    EXPECT_NEAR(results[1].z, std::log(ratio / 1.2) / (std::log(1.3 / 1.1) / (2 * 1.959963984540054)), 1e-6);

    EXPECT_EQ(results[2].status, TargetStatus::no_verdict);
    EXPECT_EQ(results[2].pass, std::nullopt);
    EXPECT_EQ(results[3].status, TargetStatus::not_in_model);
    EXPECT_THAT(results[3].reason, HasSubstr("no strategy 'c'"));
    EXPECT_EQ(results[4].status, TargetStatus::structural_mismatch);
    EXPECT_EQ(results[4].pass, std::nullopt) << "shown, never judged";
    EXPECT_NEAR(results[4].model, alive, 1e-8);
}

// Survival is exp(-5 h / 2) with ln h normal, sd 0.1: the 95 % interval of 400 draws lies within five standard errors
// (0.013 at these quantiles, times five) of exp(-0.5 exp(+-0.196)).
// Law: a limit at the edge of the scale says nothing, the other one's distance is the error: exp(-0.5) = 0.607 is alive
// after 5 years, whatever the upper limit of a published 0.95.
TEST(Validate, ALimitAtTheEdgeJudgesByTheOther) {
    const auto results =
        validate_text(two_arms, {target("E", "proportion", 0.95, 0.9, 1), target("F", "proportion", 0.95, 0, 1)})
            .results;
    const auto scaled = [](double s) { return -std::log(-std::log(s)); };
    const double error = (scaled(0.95) - scaled(0.9)) / 1.959964;
    EXPECT_NEAR(results[0].z, (scaled(results[0].model) - scaled(0.95)) / error, 1e-5);
    EXPECT_EQ(results[0].pass, false);
    EXPECT_TRUE(std::isnan(results[1].z)) << "from 0 to 1 is no interval";
    EXPECT_EQ(results[1].pass, std::nullopt);
}

TEST(Validate, DrawsGiveCredibleIntervalsAndWidenTheVerdict) {
    const std::vector targets{target("V1", "proportion", 0.55, 0.545, 0.555)};
    const TargetResult without = validate_text(two_arms, targets).results[0];
    const TargetResult with = validate_text(two_arms, targets, 400).results[0];
    EXPECT_TRUE(std::isnan(without.cri_low));
    EXPECT_TRUE(std::isnan(without.prob_in_band));
    EXPECT_NEAR(with.cri_low, std::exp(-0.5 * std::exp(0.196)), 0.03);
    EXPECT_NEAR(with.cri_high, std::exp(-0.5 * std::exp(-0.196)), 0.03);
    EXPECT_LT(std::abs(with.z), std::abs(without.z));
    // Within 0.05 of 0.55: -ln S from 0.511 to 0.693, ln of twice that from 0.0217 to 0.3264: Phi(3.26) - Phi(0.22).
    EXPECT_NEAR(with.prob_in_band, 0.413, 5 * std::sqrt(0.413 * 0.587 / 400));
}

TEST(Validate, DrawsDoNotDependOnThreads) {
    const std::vector targets{target("V1", "proportion", 0.55, 0.545, 0.555), target("V2", "hr", 0.5)};
    EXPECT_EQ(validation_csv(validate_text(two_arms, targets, 20, 1)),
              validation_csv(validate_text(two_arms, targets, 20, 3)));
}

TEST(Validate, WhatMustHoldMustBeDecisive) {
    const auto message = [](const std::string& must, Target one) -> std::string {
        try {
            validate_text(two_arms + "[validation]\nmust_hold = [\"" + must + "\"]\n", {std::move(one)});
        } catch (const UsageError& error) {
            return error.what();
        }
        return "";
    };
    const Target good = target("V1", "proportion", 0.6, 0.5, 0.7);
    EXPECT_EQ(message("V1", good), "");
    EXPECT_THAT(message("V9", good), HasSubstr("V9 is no target"));
    Target assumed = good;
    assumed.time_assumed = true;
    EXPECT_THAT(message("V1", assumed), HasSubstr("assumed horizon"));
    Target without_time = good;
    without_time.what.time_years = {};
    EXPECT_THAT(message("V1", without_time), HasSubstr("assumed horizon"));
    Target direction = good;
    direction.direction_assumed = true;
    EXPECT_THAT(message("V1", direction), HasSubstr("assumed direction"));
    EXPECT_THAT(message("V1", target("V1", "proportion", 0.6)), HasSubstr("no verdict"));

    const auto held =
        validate_text(two_arms + "[validation]\nmust_hold = [\"V1\"]\n", {target("V1", "rr_alive", 1.2, 1.1, 1.3)});
    EXPECT_THAT(held.failed, ElementsAre("V1"));
    EXPECT_FALSE(held.holds());
}

TEST(Validate, TheFileHasTheColumnsOfTheContract) {
    const std::string csv = validation_csv(validate_text(two_arms, {target("V1", "proportion", 0.6, 0.5, 0.7)}));
    EXPECT_THAT(
        csv,
        testing::StartsWith(
            "target,role,status,model,mc_se,ci_low,ci_high,cri_low,cri_high,published,pub_low,pub_high,"
            "difference,ratio,z,inside,prob_in_band,pass,cohort,by_construction,met\nV1,external,published,0.60653"));
    EXPECT_THAT(csv, HasSubstr(",0,,,,,0.6,0.5,0.7,"));
    EXPECT_THAT(csv, testing::EndsWith(",published,,yes,V1,,yes\n"));
}

// tau and interval of V6 by hand: s = ln(1.079/1.003)/3.92 = 0.01864, tau2 = 0.708 * 20 * s2 = 0.004918, t(18) = 2.101:
// half-width 2.101 * sqrt(0.004918 + 0.000347) = 0.1525.
TEST(PredictionInterval, OfThePooledSurvivalRatio) {
    const Evidence evidence = load_evidence(evidence_folder_path + "/evidence.csv");
    const auto targets = load_targets(evidence_folder_path + "/targets.csv", evidence);
    const auto find = [&](const std::string& name) {
        return *std::find_if(targets.begin(), targets.end(), [&](const Target& t) { return t.name == name; });
    };
    const auto interval = validation::prediction_interval(find("V6"), evidence);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->tau, 0.0701, 1e-4);
    EXPECT_NEAR(interval->low, 1.04 * std::exp(-0.1525), 1e-3);
    EXPECT_NEAR(interval->high, 1.04 * std::exp(0.1525), 1e-3);
    EXPECT_TRUE(validation::prediction_interval(find("V1"), evidence));
    EXPECT_FALSE(validation::prediction_interval(find("V2"), evidence)) << "no I2 is published for the stratum";
}

// 86.8/79.8 = 1.088 against 1.040, and 15.7/10.3 = 1.52 against 2.103.
TEST(Inconsistencies, OfTheShippedTargetsAreNamed) {
    const Evidence evidence = load_evidence(evidence_folder_path + "/evidence.csv");
    const auto pairs = find_inconsistencies(load_targets(evidence_folder_path + "/targets.csv", evidence));
    ASSERT_EQ(pairs.size(), 2U);
    EXPECT_EQ(pairs[0].ratio_target, "V1");
    EXPECT_EQ(pairs[0].strategy_target, "V4a");
    EXPECT_NEAR(pairs[0].implied, 15.7 / 10.3, 1e-12);
    EXPECT_EQ(pairs[1].ratio_target, "V6");
    EXPECT_EQ(pairs[1].comparator_target, "V5b");
    EXPECT_NEAR(pairs[1].implied, 86.8 / 79.8, 1e-12);
}

// Law: a ratio is held against proportions of the same women, time and adjustment only: 0.9/0.6 is not within 1.1
// to 1.3, which says nothing against a ratio that is adjusted for age.
TEST(Inconsistencies, AnAdjustedRatioIsNotHeldAgainstCrudeProportions) {
    Target of_a = target("A", "proportion", 0.6, 0.55, 0.65);
    of_a.what.strategy = "a";
    const Target of_b = target("B", "proportion", 0.9, 0.85, 0.95), crude = target("C", "rr_alive", 1.2, 1.1, 1.3);
    Target adjusted = crude;
    adjusted.name = "D";
    adjusted.what.adjusted_for = {"age"};
    const auto pairs = find_inconsistencies({of_a, of_b, crude, adjusted});
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].ratio_target, "C");
}

// By hand: two women a arm, events of a in bins 0 and 2, of b in 1, the other of b censored in 3.
//   bin 0: 4 at risk (2 of a), 1 event: expected 1/2, variance 1/4
//   bin 1: 3 at risk (1 of a), 1 event: expected 1/3, variance 2/9
//   bin 2: 2 at risk (1 of a), 1 event: expected 1/2, variance 1/4
TEST(LogRank, ByHand) {
    const std::vector<validation::Followed> a{{0, true}, {2, true}}, b{{1, true}, {3, false}};
    const survival::LogRank test = validation::log_rank(a, b, 4);
    const double difference = 2 - 4.0 / 3, variance = 13.0 / 18;
    EXPECT_NEAR(test.observed_minus_expected(), difference, 1e-15);
    EXPECT_NEAR(test.p_value(), std::erfc(difference / std::sqrt(2 * variance)), 1e-15);
    EXPECT_TRUE(std::isnan(validation::log_rank({}, {}, 4).p_value()));
}

// Equal arms of 40: the test rejects as often as it says (5 % one way 2.5 %; the normal approximation of a log-rank
// test this small is good to half a percent), and each direction has half of the comparisons but ties.
TEST(SmallComparison, EqualArmsRejectAtTheNominalRate) {
    std::string config = two_arms;
    config.replace(config.find("value = 0.5, source"), 11, "value = 1.0");
    const Model model = load_config_text(config, "equal").model;
    const StrataCohort cohort(model, base_parameters(model), 10, exact_cells({.budget_seconds = 0}));
    const auto arm = [&](std::size_t s) { return cohort.women(StrategyIndex(s), {}, PopulationKind::as_observed); };
    const validation::SmallComparison result =
        validation::simulate_comparisons(cohort, cohort.endpoint("os"), arm(1), arm(0), {40, 40, 0.05, 10, 20000, 7});
    EXPECT_NEAR(result.as_published, 0.025, 0.005 + 5 * result.standard_error);
    EXPECT_NEAR(result.direction, 0.5, 0.01 + 5 * std::sqrt(0.25 / 20000));
}

// A published p value: the better arm is found as often as its power.
TEST(Validate, PublishedPValuesAreSimulated) {
    Target p = target("V24", "p_value", 0.05);
    p.women_strategy = p.women_comparator = 60;
    p.what.time_years = {};
    const TargetResult result = validate_text(two_arms, {p}).results[0];
    EXPECT_EQ(result.status, TargetStatus::simulated);
    EXPECT_GT(result.model, 0.5);
    EXPECT_GT(result.prob_direction, 0.95);
    EXPECT_GT(result.mc_se, 0);
    EXPECT_EQ(result.pass, std::nullopt);
}

// Longer follow-up is more events and more power: entry over 1 year, and over 10 where nothing is stated, as with a
// median of 5. Shares of 1,000 comparisons or more have errors of 0.016 at most.
TEST(Validate, FollowUpOfAPublishedPValueIsAColumn) {
    Target p = target("V24", "p_value", 0.05);
    p.women_strategy = p.women_comparator = 60;
    p.what.time_years = {};
    const double ten_years = validate_text(two_arms, {p}).results[0].model;
    p.follow_up_years = 5;
    EXPECT_EQ(validate_text(two_arms, {p}).results[0].model, ten_years);
    p.follow_up_years = 0.5;
    const TargetResult shorter = validate_text(two_arms, {p}).results[0];
    EXPECT_EQ(shorter.time_years, 1);
    EXPECT_LT(shorter.model, ten_years - 0.1);
}

// Arm sizes are a column: a "v" in the population is a word.
TEST(Validate, ArmSizesAreNotReadOutOfProse) {
    Target p = target("V24", "p_value", 0.05);
    p.population = "women, stage 3 v 40 others, one centre, 60 with b v 60 with a";
    const TargetResult without = validate_text(two_arms, {p}).results[0];
    EXPECT_TRUE(std::isnan(without.model));
    EXPECT_THAT(without.reason, HasSubstr("n_strategy and n_comparator"));
    p.women_strategy = 60;
    p.women_comparator = 60;
    EXPECT_GT(validate_text(two_arms, {p}).results[0].model, 0.5);
}

// The number of studies is a column: V6 without it has no interval of a new study, whatever the evidence row says.
TEST(PredictionInterval, NeedsTheNumberOfStudiesInItsColumn) {
    const Evidence evidence = load_evidence(evidence_folder_path + "/evidence.csv");
    for (Target one : load_targets(evidence_folder_path + "/targets.csv", evidence)) {
        if (one.name != "V6") continue;
        EXPECT_EQ(one.studies, 20U);
        one.studies.reset();
        EXPECT_FALSE(validation::prediction_interval(one, evidence));
        one.studies = 2;
        EXPECT_FALSE(validation::prediction_interval(one, evidence)) << "t has no degrees of freedom";
    }
}

// A measure that nobody knows is said, as what the model lacks; it is no other measure.
TEST(Validate, AnUnknownMeasureOfAMismatchIsSaid) {
    Target odd = target("V5", "proportion", 0.1, 0.05, 0.2);
    odd.what.measure = "odds";
    odd.role = TargetRole::structural_mismatch;
    const TargetResult result = validate_text(two_arms, {odd}).results[0];
    EXPECT_EQ(result.status, TargetStatus::not_in_model);
    EXPECT_THAT(result.reason, HasSubstr("measure 'odds' is unknown"));
}

}  // namespace
}  // namespace ibtr::test
