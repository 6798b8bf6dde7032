#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "tracked_cohort.hpp"

namespace ibtr::test {
namespace {

constexpr double rounding = 1e-12;  ///< sums of a few hundred doubles of at most 1
const std::set<std::size_t> local_edges{0}, distant{1, 3}, death_bc{5}, death_other{2, 4, 6};

std::set<std::size_t> unite(std::initializer_list<std::set<std::size_t>> sets) {
    std::set<std::size_t> all;
    for (const auto& set : sets) all.insert(set.begin(), set.end());
    return all;
}

/// Time of a woman's first transition of a set [bins, mid-tick], infinite where there is none.
double first_passage(const TrackedCohort& cohort, const Woman& woman, std::size_t strategy,
                     const std::set<std::size_t>& set) {
    for (const Event& event : woman.history[strategy])
        if (set.contains(event.transition))
            return std::ldexp(event.tick + 0.5, -static_cast<int>(cohort.shape.tick_shift));
    return std::numeric_limits<double>::infinity();
}

/// Mean over women of a cell, weighted by the cells' probabilities 0.6 and 0.4.
template <class Value>
double weighted_mean(const TrackedCohort& cohort, Value value) {
    double sum[2] = {0, 0}, count[2] = {0, 0};
    for (const Woman& woman : cohort.women) {
        sum[woman.cell] += value(woman);
        ++count[woman.cell];
    }
    return 0.6 * sum[0] / count[0] + 0.4 * sum[1] / count[1];
}

double proportion_by(const TrackedCohort& cohort, std::size_t strategy, const std::set<std::size_t>& set, double bin) {
    return weighted_mean(cohort,
                         [&](const Woman& w) { return first_passage(cohort, w, strategy, set) < bin ? 1.0 : 0.0; });
}

/// 503 women in strata of 302 and 201: weights 0.6 and 0.4 are not n_h / N.
const TrackedCohort& uneven_cohort() {
    static const TrackedCohort cohort(example_model(), {.women = 503});
    return cohort;
}

TEST(Estimate, ProportionsAreFirstPassagesOfTheirDefinitionsWithExactCellWeights) {
    const TrackedCohort& cohort = uneven_cohort();
    const Estimates estimates = cohort.estimates();
    const auto deaths = unite({death_bc, death_other});
    const std::pair<const char*, std::set<std::size_t>> survival[] = {{"os", deaths},
                                                                      {"ddfs", unite({distant, deaths})},
                                                                      {"dfs", unite({local_edges, distant, deaths})},
                                                                      {"lrfs", unite({local_edges, deaths})}};
    const std::pair<const char*, std::set<std::size_t>> incidence[] = {{"cif_local", local_edges},
                                                                       {"cif_distant", distant},
                                                                       {"cif_death_bc", death_bc},
                                                                       {"cif_death_other", death_other}};
    for (std::uint32_t bin = 0; bin <= 12; ++bin)
        for (std::size_t s = 0; s < 2; ++s) {
            const std::string& name = cohort.model.strategies[s].name;
            for (const auto& [endpoint, set] : survival)
                EXPECT_NEAR(find_curve(cohort.model, estimates, name, endpoint, bin).value,
                            1 - proportion_by(cohort, s, set, bin), rounding)
                    << endpoint << " bin " << bin;
            for (const auto& [endpoint, set] : incidence)
                EXPECT_NEAR(find_curve(cohort.model, estimates, name, endpoint, bin).value,
                            proportion_by(cohort, s, set, bin), rounding)
                    << endpoint << " bin " << bin;
        }
    // With n_h / N the first value would differ by far more than rounding.
    EXPECT_GT(std::abs(302.0 / 503 - 0.6), 1e-4);
}

TEST(Estimate, OccupancyIsTheStateOfEachWomanAndSumsToOne) {
    const TrackedCohort& cohort = uneven_cohort();
    const Estimates estimates = cohort.estimates();
    for (std::uint32_t bin = 0; bin <= 12; ++bin) {
        double sum = 0;
        for (std::size_t state = 0; state < cohort.model.states.size(); ++state) {
            const double expected = weighted_mean(cohort, [&](const Woman& woman) {
                std::size_t at = 0;
                for (const Event& event : woman.history[1])
                    if (event.tick < bin << cohort.shape.tick_shift) at = cohort.model.transitions[event.transition].to;
                return at == state ? 1.0 : 0.0;
            });
            const double value =
                find_curve(cohort.model, estimates, "repeat_bcs", "occupancy:" + cohort.model.states[state].name, bin)
                    .value;
            EXPECT_NEAR(value, expected, rounding);
            sum += value;
        }
        EXPECT_NEAR(sum, 1, rounding);
    }
}

TEST(Estimate, RestrictedMeanIsTheMeanOfTimeLivedToTheLandmark) {
    const TrackedCohort& cohort = uneven_cohort();
    const Estimates estimates = cohort.estimates();
    for (std::uint32_t bin = 1; bin <= 12; ++bin) {
        const double years = weighted_mean(cohort, [&](const Woman& woman) {
            return std::min<double>(bin, first_passage(cohort, woman, 0, unite({death_bc, death_other}))) / 4;
        });
        EXPECT_NEAR(find_curve(cohort.model, estimates, "mastectomy", "rmst", bin).value, years, rounding);
    }
}

TEST(Estimate, CauseSpecificIncidencesOfDeathSumToOneMinusSurvival) {
    const TrackedCohort& cohort = uneven_cohort();
    const Estimates estimates = cohort.estimates();
    for (const char* strategy : {"mastectomy", "repeat_bcs", "as_practised"})
        for (std::uint32_t bin = 0; bin <= 12; ++bin) {
            const auto value = [&](const char* endpoint) {
                return find_curve(cohort.model, estimates, strategy, endpoint, bin).value;
            };
            EXPECT_NEAR(value("cif_death_bc") + value("cif_death_other"), 1 - value("os"), rounding);
        }
}

TEST(Estimate, NetSurvivalIsTheProductOverBinsOfItsDefinition) {
    const TrackedCohort& cohort = uneven_cohort();
    const Estimates estimates = cohort.estimates();
    const auto deaths = unite({death_bc, death_other});
    double survival = 1;
    for (std::uint32_t bin = 1; bin <= 12; ++bin) {
        const double at_risk = 1 - proportion_by(cohort, 1, deaths, bin - 1);
        const double died = proportion_by(cohort, 1, deaths, bin) - (1 - at_risk);
        const double of_cancer = proportion_by(cohort, 1, death_bc, bin) - proportion_by(cohort, 1, death_bc, bin - 1);
        if (died > 1e-9) survival *= std::pow(1 - died / at_risk, of_cancer / died);
        EXPECT_NEAR(find_curve(cohort.model, estimates, "repeat_bcs", "bcss", bin).value, survival, 1e-11);
    }
    EXPECT_GT(survival, find_curve(cohort.model, estimates, "repeat_bcs", "os", 12).value);
}

TEST(Estimate, NetSurvivalWithoutOtherDeathsIsOverallSurvival) {
    Model model = example_model();
    model.states[4].kind = StateKind::alive;  // what ended as death of other causes is no death now
    const TrackedCohort cohort(model, {.women = 400});
    const Estimates estimates = cohort.estimates();
    for (std::uint32_t bin = 0; bin <= 12; ++bin)
        EXPECT_NEAR(find_curve(cohort.model, estimates, "mastectomy", "bcss", bin).value,
                    find_curve(cohort.model, estimates, "mastectomy", "os", bin).value, rounding);
}

TEST(Estimate, EndpointsWhoseEventIsMissingAreLeftOut) {
    Model model = example_model();
    model.endpoints = {{"death_bc", {5}, EndpointRole::breast_cancer}, {"biopsy", {0}}};
    const Estimates estimates = TrackedCohort(model, {.women = 100}).estimates();
    const auto has = [&](const char* name) {
        return std::any_of(estimates.curves.begin(), estimates.curves.end(),
                           [&](const CurvePoint& point) { return point.endpoint == name; });
    };
    EXPECT_TRUE(has("os") && has("bcss") && has("cif_biopsy") && has("rmst"));
    // No role says whether the biopsy, or the metastasis that is in no endpoint, ends freedom from disease.
    EXPECT_FALSE(has("dfs") || has("ddfs") || has("lrfs") || has("dmfs_net") || has("lrc_net"));
}

TEST(Estimate, EverythingStopsAtZeroWhereEverybodyDies) {
    TrackedCohort cohort(example_model(), {.women = 100});
    for (Woman& woman : cohort.women)
        for (auto& history : woman.history) history = {{2, cohort.graph.nodes[0].first_edge + 2, 40}};
    ASSERT_EQ(cohort.graph.edges[cohort.graph.nodes[0].first_edge + 2].transition, 2U);
    const Estimates estimates = cohort.estimates();
    EXPECT_EQ(find_curve(cohort.model, estimates, "mastectomy", "os", 1).value, 1);
    EXPECT_EQ(find_curve(cohort.model, estimates, "mastectomy", "os", 2).value, 0);
    EXPECT_EQ(find_at_risk(cohort.model, estimates, "mastectomy", "os", 2), 0);
    EXPECT_EQ(find_curve(cohort.model, estimates, "mastectomy", "bcss", 12).value, 1);  // nobody died of the cancer
    EXPECT_NEAR(find_curve(cohort.model, estimates, "mastectomy", "rmst", 12).value, 40.5 / 32 / 4, rounding);
    EXPECT_TRUE(std::isnan(find_contrast(cohort.model, estimates, "repeat_bcs", "os", 12, Measure::rr_alive).value));
    // A proportion of exactly 0 has no spread to estimate an error from: neither error nor interval is claimed.
    for (const char* endpoint : {"os", "bcss"}) {
        EXPECT_TRUE(std::isnan(find_curve(cohort.model, estimates, "mastectomy", endpoint, 4).mc_se));
        EXPECT_TRUE(std::isnan(find_curve(cohort.model, estimates, "mastectomy", endpoint, 4).ci_low));
    }
}

// With a group that has no women (probability 0) nothing is known of it; the others are as they were.
TEST(Estimate, GroupsWithoutWomenHaveEmptyRows) {
    Model model = example_model();
    model.factors[0].rows[0].probabilities = {1.0, 0.0};
    const TrackedCohort cohort(model, {.women = 100});
    const Estimates estimates = cohort.estimates();
    for (const std::uint32_t bin : {0U, 4U, 12U}) {
        const Estimate absent = find_curve(cohort.model, estimates, "mastectomy", "os", bin, "size=large");
        EXPECT_TRUE(std::isnan(absent.value) && std::isnan(absent.mc_se) && std::isnan(absent.ci_high));
        EXPECT_EQ(find_curve(cohort.model, estimates, "mastectomy", "os", bin, "size=small").value,
                  find_curve(cohort.model, estimates, "mastectomy", "os", bin).value);
    }
    EXPECT_TRUE(std::isnan(
        find_contrast(cohort.model, estimates, "repeat_bcs", "os", 12, Measure::rr_alive, "size=large").value));
}

TEST(Estimate, NumbersAtRiskAreCountsOfSimulatedWomen) {
    const TrackedCohort& cohort = uneven_cohort();
    const Estimates estimates = cohort.estimates();
    const auto deaths = unite({death_bc, death_other});
    for (const std::uint32_t bin : {0U, 5U, 12U}) {
        const auto alive = std::count_if(cohort.women.begin(), cohort.women.end(), [&](const Woman& woman) {
            return first_passage(cohort, woman, 0, deaths) >= bin;
        });
        EXPECT_EQ(find_at_risk(cohort.model, estimates, "mastectomy", "os", bin), static_cast<double>(alive));
        EXPECT_EQ(find_at_risk(cohort.model, estimates, "mastectomy", "cif_death_bc", bin), static_cast<double>(alive));
        EXPECT_TRUE(std::isnan(find_at_risk(cohort.model, estimates, "mastectomy", "occupancy:dead_bc", bin)));
    }
}

TEST(Estimate, AGroupIsEstimatedFromItsOwnWomenAtWholeYears) {
    const TrackedCohort& cohort = uneven_cohort();
    const Estimates estimates = cohort.estimates();
    double dead = 0, women = 0;
    for (const Woman& woman : cohort.women) {
        if (woman.cell != 1) continue;
        ++women;
        dead += first_passage(cohort, woman, 0, unite({death_bc, death_other})) < 8;
    }
    EXPECT_NEAR(find_curve(cohort.model, estimates, "mastectomy", "os", 8, "size=large").value, 1 - dead / women,
                rounding);
    EXPECT_THROW(find_curve(cohort.model, estimates, "mastectomy", "os", 7, "size=large"), std::runtime_error);
    EXPECT_NO_THROW(find_curve(cohort.model, estimates, "mastectomy", "os", 7));
}

TEST(Estimate, AMixIsTheWeightedSumOfItsComponentsBeforeAnyRatio) {
    Model model = example_model();
    model.strategies[2].mix = {{0, 1, {{0, 0.9}, {1, 0.1}}}, {std::nullopt, std::nullopt, {{0, 0.25}, {1, 0.75}}}};
    const TrackedCohort cohort(model, {.women = 503});
    const Estimates estimates = cohort.estimates();
    const auto os = [&](const char* strategy, const char* group) {
        return find_curve(model, estimates, strategy, "os", 8, group).value;
    };
    const double small = 0.25 * os("mastectomy", "size=small") + 0.75 * os("repeat_bcs", "size=small");
    const double large = 0.9 * os("mastectomy", "size=large") + 0.1 * os("repeat_bcs", "size=large");
    EXPECT_NEAR(os("as_practised", "size=small"), small, rounding);
    EXPECT_NEAR(os("as_practised", "size=large"), large, rounding);
    EXPECT_NEAR(os("as_practised", "all"), 0.6 * small + 0.4 * large, rounding);
    EXPECT_NEAR(find_contrast(model, estimates, "as_practised", "os", 8, Measure::rr_alive).value,
                (0.6 * small + 0.4 * large) / os("mastectomy", "all"), rounding);
}

TEST(Estimate, AsObservedWeighsCellsByWhoGetsEachStrategy) {
    Model model = example_model();
    model.case_mixes = {{1, 0, {0.1, 0.9}, "test"}};
    const TrackedCohort cohort(model, {.women = 503});
    const Estimates estimates = cohort.estimates();
    const double small = find_curve(model, estimates, "repeat_bcs", "os", 12, "size=small").value;
    std::vector<double> values;
    for (const CurvePoint& point : estimates.curves)
        if (point.strategy == 1 && point.group.empty() && point.time_years == 3 && point.endpoint == "os")
            values.push_back(point.estimate.value);
    ASSERT_EQ(values.size(), 2U);  // standardised, as observed
    const double large = (values[0] - 0.6 * small) / 0.4;
    EXPECT_NEAR(values[1], 0.1 * small + 0.9 * large, 1e-11);
}

}  // namespace
}  // namespace ibtr::test
