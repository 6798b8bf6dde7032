#include <gtest/gtest.h>

#include <cmath>

#include "estimate/hazard_ratio.hpp"
#include "tracked_cohort.hpp"

namespace ibtr::test {
namespace {

constexpr Measure all_measures[] = {Measure::rr_alive,  Measure::rr_event,   Measure::rd, Measure::nnt,
                                    Measure::rmst_diff, Measure::rmtl_ratio, Measure::hr, Measure::hr_stratified};

/// What a contrast is where both strategies have the same histories.
double without_effect(Measure measure) {
    return measure == Measure::rd || measure == Measure::rmst_diff ? 0.0 : 1.0;
}

TEST(Contrast, EqualStrategiesGiveExactlyOneAndZeroWithoutError) {
    // The mix has weights that are not sums of powers of two, so that a plain weighted sum would round.
    Model model = example_model();
    model.strategies[2].mix = {{std::nullopt, std::nullopt, {{0, 0.3}, {1, 0.7}}}};
    const TrackedCohort cohort(model, {.women = 503, .twins_are_equal = true});
    const Estimates estimates = cohort.estimates();
    std::size_t checked = 0;
    for (const Contrast& contrast : estimates.contrasts) {
        SCOPED_TRACE(contrast.endpoint + " " + to_text(contrast.measure));
        if (contrast.measure == Measure::nnt) {
            EXPECT_TRUE(std::isnan(contrast.estimate.value));
            continue;
        }
        EXPECT_EQ(contrast.estimate.value, without_effect(contrast.measure));
        EXPECT_EQ(contrast.estimate.mc_se, 0);
        EXPECT_EQ(contrast.estimate.ci_low, contrast.estimate.value);
        EXPECT_EQ(contrast.estimate.ci_high, contrast.estimate.value);
        ++checked;
    }
    // 2 strategies x 3 groups x 3 landmarks x (11 endpoints x 5 measures + rmst_diff and rmtl_ratio)
    EXPECT_EQ(checked, 2U * 3 * 3 * (11 * 5 + 2));
}

// Where an arm has seen no event at all, or nobody is left, its spread says nothing of its error: two arms without
// events must not come out as certainly equal, nor one without as certainly better.
TEST(Contrast, ArmsWithoutEventsOrSurvivorsGiveNoInterval) {
    TrackedCohort cohort(example_model(), {.women = 200});
    const std::size_t death = cohort.graph.nodes[0].first_edge + 2;
    const auto contrast = [&](const char* endpoint, Measure measure) {
        return find_contrast(cohort.model, cohort.estimates(), "repeat_bcs", endpoint, 12, measure);
    };
    for (Woman& woman : cohort.women) woman.history = {{}, {}};
    EXPECT_EQ(contrast("os", Measure::rr_alive).value, 1);
    EXPECT_EQ(contrast("os", Measure::rd).value, 0);
    EXPECT_EQ(contrast("os", Measure::rmst_diff).value, 0);
    for (const Measure measure : {Measure::rr_alive, Measure::rd, Measure::rmst_diff}) {
        EXPECT_TRUE(std::isnan(contrast("os", measure).mc_se));
        EXPECT_TRUE(std::isnan(contrast("os", measure).ci_low));
    }
    // Some die in one arm, nobody in the other: the error of one arm is known.
    for (std::size_t i = 0; i < 43; ++i) cohort.women[i].history[1] = {{2, death, 40}};
    EXPECT_GT(contrast("os", Measure::rd).mc_se, 0);
    EXPECT_TRUE(std::isnan(contrast("os", Measure::rd).ci_low));
    // Everybody dies at the same time in both arms.
    for (Woman& woman : cohort.women) woman.history = {{{2, death, 40}}, {{2, death, 40}}};
    EXPECT_EQ(contrast("os", Measure::rr_event).value, 1);
    EXPECT_TRUE(std::isnan(contrast("os", Measure::rr_event).mc_se));
}

// Law: years lost are a ratio to those of the comparator; where it has lost none there is no number, and where only it
// has, the ratio is 0 without an interval: its logarithm has none.
TEST(Contrast, TheRatioOfTimesLostNeedsDeathsInTheComparator) {
    TrackedCohort cohort(example_model(), {.women = 200});
    const std::size_t death = cohort.graph.nodes[0].first_edge + 2;
    const auto ratio = [&] {
        return find_contrast(cohort.model, cohort.estimates(), "repeat_bcs", "os", 12, Measure::rmtl_ratio);
    };
    const auto expect_none = [](const Estimate& estimate) {
        EXPECT_TRUE(std::isnan(estimate.value) && std::isnan(estimate.mc_se));
        EXPECT_TRUE(std::isnan(estimate.ci_low) && std::isnan(estimate.ci_high));
    };
    for (Woman& woman : cohort.women) woman.history = {{}, {}};
    expect_none(ratio());
    for (std::size_t i = 0; i < 43; ++i) cohort.women[i].history[1] = {{2, death, 40}};
    expect_none(ratio());
    for (std::size_t i = 0; i < 43; ++i) cohort.women[i].history = {{{2, death, 40}}, {}};
    EXPECT_EQ(ratio().value, 0);
    EXPECT_TRUE(std::isnan(ratio().ci_low) && std::isnan(ratio().ci_high));
}

TEST(Contrast, SwappingTheArmsInvertsRatiosAndNegatesDifferences) {
    Model swapped = example_model();
    swapped.reference_strategy = StrategyIndex(1);
    const TrackedCohort cohort(example_model(), {.women = 600}), mirror(swapped, {.women = 600});
    const Estimates there = cohort.estimates(), back = mirror.estimates();
    for (const char* endpoint : {"os", "lrfs", "bcss", "cif_local"})
        for (const Measure measure : all_measures) {
            if (traits(measure).of_mean && std::string(endpoint) != "os") continue;
            SCOPED_TRACE(std::string(endpoint) + " " + to_text(measure));
            const Estimate a = find_contrast(cohort.model, there, "repeat_bcs", endpoint, 12, measure);
            const Estimate b = find_contrast(mirror.model, back, "mastectomy", endpoint, 12, measure);
            if (measure == Measure::rd || measure == Measure::rmst_diff || measure == Measure::nnt) {
                EXPECT_DOUBLE_EQ(a.value, -b.value);
            } else {
                EXPECT_NEAR(a.value * b.value, 1, 1e-12);
                EXPECT_NEAR(a.ci_low * b.ci_high, 1, 1e-9);  // the interval is symmetric on the log scale
            }
        }
}

TEST(Contrast, RatiosAndDifferencesFollowFromTheProportions) {
    const TrackedCohort cohort(example_model(), {.women = 600});
    const Estimates estimates = cohort.estimates();
    const auto curve = [&](const char* strategy, const char* endpoint) {
        return find_curve(cohort.model, estimates, strategy, endpoint, 8).value;
    };
    const auto contrast = [&](const char* endpoint, Measure measure) {
        return find_contrast(cohort.model, estimates, "repeat_bcs", endpoint, 8, measure).value;
    };
    const double os = curve("repeat_bcs", "os"), os_ref = curve("mastectomy", "os");
    EXPECT_DOUBLE_EQ(contrast("os", Measure::rr_alive), os / os_ref);
    EXPECT_NEAR(contrast("os", Measure::rr_event), (1 - os) / (1 - os_ref), 1e-12);
    EXPECT_DOUBLE_EQ(contrast("os", Measure::rd), os - os_ref);
    EXPECT_DOUBLE_EQ(contrast("os", Measure::nnt), 1 / (os - os_ref));
    EXPECT_DOUBLE_EQ(contrast("os", Measure::rmst_diff), curve("repeat_bcs", "rmst") - curve("mastectomy", "rmst"));
    // Both years lost are exact to rounding of a mean of two years, and above 0.01 years.
    EXPECT_NEAR(contrast("os", Measure::rmtl_ratio),
                (2 - curve("repeat_bcs", "rmst")) / (2 - curve("mastectomy", "rmst")), 1e-12);
    const double local = curve("repeat_bcs", "cif_local"), local_ref = curve("mastectomy", "cif_local");
    EXPECT_DOUBLE_EQ(contrast("cif_local", Measure::rr_event), local / local_ref);
    EXPECT_NEAR(contrast("cif_local", Measure::rr_alive), (1 - local) / (1 - local_ref), 1e-12);
    EXPECT_NEAR(contrast("cif_local", Measure::rd), local_ref - local, 1e-12);
}

TEST(Contrast, NumberNeededToTreatHasReciprocalLimitsOnlyWhereTheDifferenceExcludesZero) {
    const TrackedCohort cohort(example_model(), {.women = 3000});
    const Estimates estimates = cohort.estimates();
    std::size_t with_limits = 0, without = 0;
    for (const char* endpoint : {"os", "lrfs", "cif_local", "cif_death_other"}) {
        const Estimate rd = find_contrast(cohort.model, estimates, "repeat_bcs", endpoint, 12, Measure::rd);
        const Estimate nnt = find_contrast(cohort.model, estimates, "repeat_bcs", endpoint, 12, Measure::nnt);
        if (rd.ci_low > 0 || rd.ci_high < 0) {
            EXPECT_EQ(nnt.ci_low, 1 / rd.ci_high);
            EXPECT_EQ(nnt.ci_high, 1 / rd.ci_low);
            EXPECT_LE(nnt.ci_low, nnt.ci_high);
            ++with_limits;
        } else {
            EXPECT_TRUE(std::isnan(nnt.ci_low) && std::isnan(nnt.ci_high));
            ++without;
        }
    }
    EXPECT_GT(with_limits, 0U);
    EXPECT_GT(without, 0U);
}

ArmAtRisk in_one_interval(double events, double time) {
    ArmAtRisk arm{Buffer<double>(1), Buffer<double>(1)};
    arm.events[0] = events;
    arm.time[0] = time;
    return arm;
}

/// Adds one interval.
void add(RiskIntervals& risk, double events_a, double events_b, double time_a, double time_b) {
    risk.add(in_one_interval(events_a, time_a), in_one_interval(events_b, time_b), 0, 1);
}

TEST(HazardRatio, OneIntervalHasTheClosedFormOfTheRateRatio) {
    // d_A = d theta Y_A / (theta Y_A + Y_B) gives theta = (d_A / Y_A) / (d_B / Y_B).
    RiskIntervals risk;
    add(risk, 7, 5, 100, 90);
    EXPECT_NEAR(std::exp(risk.log_ratio(0)), (7.0 / 100) / (5.0 / 90), 1e-13);
}

TEST(HazardRatio, ProportionalHazardsAreRecoveredWhateverTheBaseline) {
    // Events of each interval have the ratio 0.4 of rates, with a baseline that jumps and arms that shrink apart.
    constexpr double ratio = 0.4;
    RiskIntervals risk;
    for (int j = 0; j < 30; ++j) {
        const double baseline = 0.01 * (1 + j % 7), time_a = 100 * std::exp(-0.01 * j),
                     time_b = 100 * std::exp(-0.03 * j);
        add(risk, ratio * baseline * time_a, baseline * time_b, time_a, time_b);
    }
    for (const double start : {0.0, -30.0, 30.0}) EXPECT_NEAR(std::exp(risk.log_ratio(start)), ratio, 1e-12);
}

TEST(HazardRatio, ExtremeRatiosConverge) {
    for (const double ratio : {1e-12, 1e12}) {
        RiskIntervals risk;
        add(risk, ratio, 1, 1, 1);
        add(risk, 2 * ratio, 2, 1, 1);
        EXPECT_NEAR(risk.log_ratio(0), std::log(ratio), 1e-10);
    }
}

TEST(HazardRatio, IntervalsThatSayNothingAreLeftOut) {
    // Nobody at risk in one arm, or no event: whatever number of such intervals lies between, before and behind. Sums
    // are added up in four parts: intervals without events move the others among them, which rounds elsewhere, where
    // they are no multiple of four; 1e-14 is some twenty roundings of a sum of 49 events over its information of 12.
    for (const int silent : {0, 1, 3, 4, 8}) {
        RiskIntervals plain, padded;
        for (int j = 0; j < 11; ++j) {
            const double time = 100 - j;
            add(plain, 3 + j % 2, 2, time, 0.9 * time);
            for (int k = 0; k < silent; ++k) add(padded, 0, 0, time, time);
            add(padded, 3 + j % 2, 2, time, 0.9 * time);
            add(padded, 1, 0, 0.5, 0);
            add(padded, 0, 1, 0, 0.5);
        }
        if (silent % 4 == 0)
            EXPECT_EQ(plain.log_ratio(0), padded.log_ratio(0)) << silent;
        else
            EXPECT_NEAR(plain.log_ratio(0), padded.log_ratio(0), 1e-14) << silent;
    }
}

TEST(HazardRatio, AnArmWithoutEventsHasNone) {
    RiskIntervals risk;
    add(risk, 0, 5, 100, 90);
    EXPECT_TRUE(std::isnan(risk.log_ratio(0)));
    RiskIntervals other;
    add(other, 5, 0, 100, 90);
    EXPECT_TRUE(std::isnan(other.log_ratio(0)));
    EXPECT_TRUE(std::isnan(RiskIntervals().log_ratio(0)));
}

}  // namespace
}  // namespace ibtr::test
