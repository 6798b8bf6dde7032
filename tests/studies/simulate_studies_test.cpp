// Law: what is planted in studies comes out of their pool. Times are exponential, so that everything without chance has
// a closed form; shares over replicates are binomial and judged at 1e-6 (|z| < 4.9).

#include "studies/simulate_studies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "meta/meta.hpp"
#include "studies/arm_women.hpp"
#include "studies/study_design.hpp"

namespace ibtr::test {
namespace {

using namespace studies;
using testing::HasSubstr;

constexpr double rate_of_fit = 0.05, rate_of_frail = 0.15;

/// Fit and frail women, a half each, under two strategies; the new one multiplies the hazard of death.
Model model_with(double hazard_ratio) {
    const std::string text = R"(schema = 1
name = "studies"
horizon_years = 12
grid_per_year = 12
landmarks_years = [5]
start_state = "alive"
reference_strategy = "old"
[[states]]
name = "alive"
[[states]]
name = "dead"
kind = "death"
[[strategies]]
name = "new"
[[strategies]]
name = "old"
[[factors]]
name = "frailty"
levels = ["fit", "frail"]
probabilities = [0.5, 0.5]
source = "assumption"
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.05 }
hazard_ratios = [
  { factor = "frailty", level = "frail", value = 3, source = "assumption" },
  { strategy = "new", value = )" +
                             std::to_string(hazard_ratio) + R"(, source = "assumption" },
]
[endpoints]
death = { transitions = ["death"], role = "cause" }
)";
    return load_config_text(text, "studies.toml").model;
}

double alive(double share_fit, double hazard_ratio, double years) {
    return share_fit * std::exp(-rate_of_fit * hazard_ratio * years) +
           (1 - share_fit) * std::exp(-rate_of_frail * hazard_ratio * years);
}

std::vector<StudyDesign> designs_of(const Model& model, const std::string& csv) {
    return read_designs(parse_csv(csv, "designs.csv"), model);
}

/// Studies that differ in their numbers of women.
std::string alike(const std::string& columns, const std::string& new_arm, const std::string& old_arm, int studies) {
    std::string csv = "study,strategy,women," + columns + "\n";
    for (int k = 0; k < studies; ++k) {
        const std::string name = "s" + std::to_string(k), women = std::to_string(300 + 100 * k);
        csv += name + ",new," + women + "," + new_arm + "\n" + name + ",old," + women + "," + old_arm + "\n";
    }
    return csv;
}

StudiesResult simulate(const Model& model, const std::string& csv, StudiesOptions options = {}) {
    return simulate_studies(model, base_parameters(model), designs_of(model, csv), options);
}

const std::string km_columns = "accrual_years,follow_up_years,endpoint,horizon_years,estimate";

// Without a difference between studies: intervals cover as they say, and Q is chi-squared on k - 1 degrees of freedom:
// its mean over 2,000 replicates has the standard error sqrt(2 (k - 1) / 2000). Variances of these sizes are known to
// a few percent, which moves Q's mean by less than 0.1; coverage of a common-effect pool by less than 0.01.
TEST(SimulateStudies, NoSelectionAndNoHeterogeneityGiveWhatChanceGives) {
    const Model model = model_with(0.8);
    const StudiesResult result = simulate(model, alike(km_columns, "4,5,os,5,km", "4,5,os,5,km", 6),
                                          {.replicates = 2000, .method = meta::Method::ee});
    ASSERT_EQ(result.sets.size(), 1U);
    const PooledSet& set = result.sets.front();
    for (const double mean : set.means) EXPECT_NEAR(std::exp(mean), alive(0.5, 0.8, 5) / alive(0.5, 1, 5), 1e-6);
    EXPECT_NEAR(set.coverage, 0.95, 4.9 * std::sqrt(0.95 * 0.05 / 2000) + 0.01);
    double q = 0, estimate = 0;
    for (const PooledReplicate& replicate : set.replicates) {
        estimate += replicate[static_cast<std::size_t>(PooledNumber::estimate)] / 2000;
        q += replicate[static_cast<std::size_t>(PooledNumber::q)] / 2000;
    }
    EXPECT_NEAR(q, 5, 4.9 * std::sqrt(10.0 / 2000) + 0.1);
    // Of about 3,300 women an arm with S about 0.6: a standard error of 0.02 a replicate.
    EXPECT_NEAR(estimate, set.mean_effect, 4.9 * 0.025 / std::sqrt(2000) + 0.001);
}

// Odds of 3 of being fit, from a half: 3/4 of the women of the new strategy, which does nothing. The crude bias is that
// of a mixture, and an analysis within levels of the factor has none.
TEST(SimulateStudies, PlantedSelectionHasTheBiasOfItsClosedForm) {
    const Model model = model_with(1);
    const std::string columns = km_columns + ",odds:frailty=fit";
    const StudiesResult crude = simulate(model, alike(columns, "4,5,os,5,km,3", "4,5,os,5,km,", 4));
    const double bias = std::log(alive(0.75, 1, 5) / alive(0.5, 1, 5));
    EXPECT_NEAR(crude.sets.front().mean_effect, bias, 1e-6);
    const StudiesResult adjusted =
        simulate(model, alike(columns + ",adjusted_for", "4,5,os,9,cox,3,frailty", "4,5,os,9,cox,,frailty", 4));
    EXPECT_NEAR(adjusted.sets.front().mean_effect, 0, 1e-6);
    const StudiesResult matched =
        simulate(model, alike(columns + ",adjusted_for", "4,5,os,9,matched,3,frailty", "4,5,os,9,matched,,frailty", 4));
    EXPECT_NEAR(matched.sets.front().mean_effect, 0, 1e-6);
    double mean = 0;
    for (const PooledReplicate& replicate : matched.sets.front().replicates) mean += replicate[0] / 2000;
    EXPECT_NEAR(mean, 0, 4.9 * 0.06 / std::sqrt(2000));
}

// Shares are taken as they are; another strategy of a share of the arm mixes survival, not hazards.
TEST(SimulateStudies, SharesAndASecondStrategyInAnArm) {
    const Model model = model_with(0.5);
    const std::string csv = "study,strategy,women,other_strategy,other_share,share:frailty=fit," + km_columns +
                            "\nx,new,400,old,0.25,0.9,3,6,os,5,km\nx,old,400,,,,3,6,os,5,km\n" +
                            "y,new,400,old,0.25,0.9,3,6,os,5,counts\ny,old,400,,,,3,6,os,5,counts\n";
    const StudiesResult result = simulate(model, csv, {.replicates = 10});
    const double expected = std::log((0.75 * alive(0.9, 0.5, 5) + 0.25 * alive(0.9, 1, 5)) / alive(0.5, 1, 5));
    for (const double mean : result.sets.front().means) EXPECT_NEAR(mean, expected, 1e-6);
}

// Follow-up of 0 to 4 years: counts of deaths by five years miss those that come later, Kaplan-Meier has no women left
// at five years and says nothing then; within four years it has no bias.
TEST(SimulateStudies, CensoringLowersCrudeCountsAndNotKaplanMeier) {
    const Model model = model_with(0.5);
    const StudiesResult counts =
        simulate(model, alike(km_columns + ",measure", "8,0,os,5,counts,rr_event", "8,0,os,5,counts,rr_event", 2),
                 {.replicates = 10});
    const StudiesResult curves = simulate(
        model, alike(km_columns + ",measure", "8,0,os,5,km,rr_event", "8,0,os,5,km,rr_event", 2), {.replicates = 10});
    const double truth = std::log((1 - alive(0.5, 0.5, 5)) / (1 - alive(0.5, 1, 5)));
    EXPECT_NEAR(curves.sets.front().mean_effect, truth, 1e-6);
    EXPECT_GT(std::abs(counts.sets.front().mean_effect - truth), 0.005);
}

// Selection that differs between studies is heterogeneity: tau of the pool is the standard deviation of the log ratio
// that its odds cause. With odds 3 exp(0.8 Z) the share of fit women varies; quadrature over Z gives 0.0499.
TEST(SimulateStudies, SelectionThatDiffersIsHeterogeneity) {
    const Model model = model_with(1);
    const std::string columns = km_columns + ",odds:frailty=fit,selection_sd";
    const auto median_i2 = [&](const std::string& sd) {
        const StudiesResult result =
            simulate(model, alike(columns, "4,5,os,5,km,3," + sd, "4,5,os,5,km,,", 6), {.replicates = 400});
        std::vector<double> i2 = result.sets.front().column(PooledNumber::i2);
        return quantile(i2, 0.5);
    };
    EXPECT_LT(median_i2(""), 20);
    EXPECT_GT(median_i2("0.8"), 40);
}

TEST(SimulateStudies, IsTheSameOnAnyNumberOfThreads) {
    const Model model = model_with(0.8);
    const std::string csv = alike(km_columns, "4,5,os,5,km", "4,5,os,5,km", 3);
    StudiesOptions one{.replicates = 50}, three{.replicates = 50};
    one.exact.threads = 1;
    three.exact.threads = 3;
    const StudiesResult a = simulate(model, csv, one), b = simulate(model, csv, three);
    EXPECT_EQ(a.sets.front().replicates, b.sets.front().replicates);
}

// Walker's table gives each place its probability: chi-squared on the places that have women.
TEST(ArmWomen, AreDrawnWithTheProbabilitiesOfTheirLaw) {
    SeenTable law(2, 3);
    law.events = {0.05, 0.1, 0, 0.2, 0.01, 0.04};
    law.left = {0.1, 0, 0.3, 0.1, 0.05, 0.05};
    std::vector<std::uint32_t> places;
    constexpr std::uint32_t count = 1000000;
    ArmWomen(law).draw({5, 1, 2, 0}, count, places);
    SeenTable seen(2, 3);
    tally(places, {}, seen);
    double chi_squared = 0;
    const auto add = [&](double observed, double probability) {
        if (probability == 0)
            EXPECT_EQ(observed, 0);
        else
            chi_squared += std::pow(observed - probability * count, 2) / (probability * count);
    };
    for (std::size_t k = 0; k < 6; ++k) {
        add(seen.events[k], law.events[k]);
        add(seen.left[k], law.left[k]);
    }
    EXPECT_LT(chi_squared, 46.0);  // 1 - 1e-6 of chi-squared on 9 degrees of freedom: 45.1
    EXPECT_GT(chi_squared, 0.2);
}

std::string refusal_of(const std::string& csv) {
    const Model model = model_with(1);
    try {
        simulate(model, csv, {.replicates = 2});
    } catch (const UsageError& error) {
        return error.what();
    }
    return "no error";
}

TEST(StudyDesigns, BadOnesAreRefusedByLineAndColumn) {
    const std::string head = "study,strategy,women," + km_columns, good = "\nx,old,10,1,5,os,5,km\n";
    EXPECT_THAT(refusal_of(head + "\nx,nwe,10,1,5,os,5,km" + good),
                HasSubstr("designs.csv:2: strategy: strategy 'nwe'"));
    EXPECT_THAT(refusal_of(head + "\nx,new,10.5,1,5,os,5,km" + good),
                HasSubstr("designs.csv:2: women: expected a whole"));
    EXPECT_THAT(refusal_of(head + "\nx,new,0,1,5,os,5,km" + good), HasSubstr("designs.csv:2: women: '0'"));
    EXPECT_THAT(refusal_of(head + "\nx,new,10,1,5,os,5,kaplan" + good), HasSubstr("designs.csv:2: estimate: 'kaplan'"));
    EXPECT_THAT(refusal_of(head + "\nx,new,10,1,5,pfs,5,km\nx,old,10,1,5,pfs,5,km\n"),
                HasSubstr("designs.csv:2: endpoint: endpoint 'pfs'"));
    EXPECT_THAT(refusal_of(head + "\nx,new,10,2,5,os,5,km" + good), HasSubstr("designs.csv:3: accrual_years: differs"));
    EXPECT_THAT(refusal_of(head + "\nx,new,10,1,5,os,5,km\n"), HasSubstr("'x' has 1 rows; expected two"));
    EXPECT_THAT(refusal_of(head + ",odds:fraility=fit\nx,new,10,1,5,os,5,km,2\nx,old,10,1,5,os,5,km,\n"),
                HasSubstr("designs.csv:2: odds:fraility=fit"));
    EXPECT_THAT(refusal_of(head + ",wemon\nx,new,10,1,5,os,5,km,2\nx,old,10,1,5,os,5,km,\n"),
                HasSubstr("designs.csv:1: wemon: column 'wemon' is unknown; nearest: 'women'"));
    EXPECT_THAT(refusal_of(head + ",measure\nx,new,10,1,5,os,5,km,hr\nx,old,10,1,5,os,5,km,hr\n"),
                HasSubstr("designs.csv:2: measure: 'hr': of km expected rr_alive, rr_event or rd"));
    EXPECT_THAT(refusal_of(head + ",share:frailty=fit,share:frailty=frail\nx,new,10,1,5,os,5,km,0.5,0.6\n"
                                  "x,old,10,1,5,os,5,km,,\n"),
                HasSubstr("study 'x', arm of new: no women have all the shares"));
    EXPECT_THAT(refusal_of("study,women\nx,5\n"), HasSubstr("designs.csv:1: strategy: missing column"));
    EXPECT_THAT(refusal_of(head + "\nx,new,10,1,5,os,5,matched\nx,old,10,1,5,os,5,matched\n"),
                HasSubstr("adjusted_for: is empty; women are matched by some factors"));
}

}  // namespace
}  // namespace ibtr::test
