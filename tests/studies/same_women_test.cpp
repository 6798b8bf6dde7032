// Law: women who are walked have, endpoint by endpoint, the law of the exact solution from which single studies draw
// them, and in each woman endpoints that contain one another come in order. Tests at about 1e-6.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/error.hpp"
#include "studies/simulate_studies.hpp"
#include "studies/walked_women.hpp"
#include "three_ends.hpp"

namespace ibtr::test {
namespace {

using namespace studies;
using testing::HasSubstr;

/// What is needed to walk the women of some designs.
struct Walks {
    explicit Walks(const Model& model, const std::string& csv)
        : designs(read_designs(parse_csv(csv, "designs.csv"), model)),
          cohort(model, base_parameters(model), 7, exact_cells({.budget_seconds = 0})),
          tables(compile(cohort.cohort().model, cohort.cohort().parameters, cohort.cohort().population,
                         cohort.cohort().graph)) {
        for (const StudyDesign& design : designs) studies.push_back(std::make_unique<StudyAnalysis>(cohort, design));
        std::vector<const StudyAnalysis*> pointers;
        for (const auto& study : studies) pointers.push_back(study.get());
        women.emplace(cohort, tables, pointers, 0);
    }
    std::vector<StudyDesign> designs;
    StrataCohort cohort;
    Tables tables;
    std::vector<std::unique_ptr<StudyAnalysis>> studies;
    std::optional<SameWomen> women;
};

// Chi-squared of the places of 300,000 women against the exact law, places with fewer than ten expected women joined:
// z of (2 chi)^1/2 - (2 k - 1)^1/2 (Fisher), which is below 5 but for 3e-7, twice. Float32 tables and ticks of
// 1/8192 years move a probability by less than 1e-5, a hundredth of its sampling error.
void expect_the_law(const SeenTable& law, const std::vector<std::uint32_t>& places) {
    SeenTable seen(law.classes, law.bins);
    tally(places, {}, seen);
    const double women = seen.women(), total = law.women();
    double chi_squared = 0, observed = 0, expected = 0;
    std::size_t cells = 0;
    const auto add = [&](double count, double probability) {
        observed += count;
        expected += women * probability / total;
        if (expected < 10) return;
        chi_squared += (observed - expected) * (observed - expected) / expected;
        observed = expected = 0;
        ++cells;
    };
    for (std::size_t k = 0; k < law.events.size(); ++k) add(seen.events[k], law.events[k]);
    for (std::size_t k = 0; k < law.left.size(); ++k) add(seen.left[k], law.left[k]);
    ASSERT_GT(cells, 50U);
    const double z = std::sqrt(2 * chi_squared) - std::sqrt(2.0 * static_cast<double>(cells - 1) - 1);
    EXPECT_LT(std::abs(z), 5) << "chi-squared " << chi_squared << " on " << cells - 1;
}

TEST(SameWomen, EachEndpointHasItsExactLaw) {
    for (const char* clock : {"sojourn", "time"}) {
        const Walks walks(three_ends(clock), analyses({"os", "ddfs", "bcss", "cif_death_other"}, 300000));
        for (std::uint32_t arm = 0; arm < 2; ++arm) {
            const auto places = walks.women->walk({11, 3, 0, arm}, 0);
            for (std::size_t k = 0; k < places.size(); ++k) {
                SCOPED_TRACE(std::string(clock) + " " + walks.designs[k].endpoint);
                expect_the_law(arm == 0 ? walks.studies[k]->first_law() : walks.studies[k]->second_law(), places[k]);
            }
        }
    }
}

// Mixes, a second strategy in an arm, and selection: the strata and strategies of an arm are drawn by their shares.
TEST(SameWomen, ArmsAreOfTheirWomenAndStrategies) {
    const std::string csv =
        "study,same_women,strategy,women,other_strategy,other_share,odds:grade=high,accrual_years,follow_up_years,"
        "horizon_years,estimate,endpoint,adjusted_for\n"
        "a,w,either,300000,new,0.25,3,2,4,6,cox,ddfs,grade\na,w,old,300000,,,0.5,2,4,6,cox,ddfs,grade\n";
    const Walks walks(three_ends(), csv);
    ASSERT_EQ(walks.studies[0]->first_law().classes, 2U);
    expect_the_law(walks.studies[0]->first_law(), walks.women->walk({5, 0, 0, 0}, 0)[0]);
    expect_the_law(walks.studies[0]->second_law(), walks.women->walk({5, 0, 0, 1}, 0)[0]);
}

TEST(SameWomen, EndpointsThatContainOneAnotherComeInOrder) {
    const Walks walks(three_ends(), analyses({"os", "ddfs", "bcss"}, 20000));
    const auto places = walks.women->walk({1, 0, 0, 1}, 0);
    const SeenTable& shape = walks.studies[0]->first_law();
    const auto bin = [&](std::uint32_t place) { return place % shape.bins; };
    const auto event = [&](std::uint32_t place) { return place < shape.bins; };
    std::size_t of_breast_cancer = 0, earlier = 0;
    for (std::size_t i = 0; i < places[0].size(); ++i) {
        const std::uint32_t os = places[0][i], ddfs = places[1][i], bcss = places[2][i];
        EXPECT_LE(bin(ddfs), bin(os));
        EXPECT_EQ(bin(bcss), bin(os));  // the same time at risk
        if (event(bcss)) {
            EXPECT_TRUE(event(os));
        }
        if (event(os)) {
            EXPECT_TRUE(event(ddfs));
        }
        of_breast_cancer += event(bcss) ? 1 : 0;
        earlier += bin(ddfs) < bin(os) ? 1 : 0;
    }
    EXPECT_GT(of_breast_cancer, 1000U);
    EXPECT_GT(earlier, 1000U);
}

// Only some women are analysed, or from some time on: what an analysis of a group's own women, and of nobody's first
// years, sees. Ratios of 2 x 300,000 women have standard errors of 0.007.
TEST(SameWomen, AnalysesOfSomeWomenAndFromATimeOn) {
    const Model model = three_ends();
    const std::string csv =
        "study,same_women,strategy,women,accrual_years,follow_up_years,horizon_years,estimate,endpoint,analysed,from_"
        "years\n"
        "all,w,new,300000,0,7,7,cox,ddfs,,\nall,w,old,300000,0,7,7,cox,ddfs,,\n"
        "high,w,new,300000,0,7,7,cox,cif_distant,grade=high,\nhigh,w,old,300000,0,7,7,cox,cif_distant,grade=high,\n"
        "late,w,new,300000,0,7,7,cox,cif_distant,grade=low,3\nlate,w,old,300000,0,7,7,cox,cif_distant,grade=low,3\n";
    const StudiesResult result = simulate_studies(model, base_parameters(model),
                                                  read_designs(parse_csv(csv, "d.csv"), model), {.replicates = 2});
    EXPECT_NEAR(result.effects[1]->estimate, std::log(ratio_new), 4.9 * 0.007);
    EXPECT_NEAR(result.effects[2]->estimate, std::log(ratio_new), 4.9 * 0.012);
    // Low grade from year 3 to 7: of 180,000 women exp(-0.45) 0.12/0.15 (1 - exp(-0.6)) have the event, and exp(-0.27)
    // 0.06/0.09 (1 - exp(-0.36)).
    EXPECT_NEAR(1 / result.effects[2]->variance, 1.0 / (1.0 / 41400 + 1.0 / 27700), 500);
    EXPECT_TRUE(result.sets.empty());
    EXPECT_NEAR(result.without_chance[1], std::log(ratio_new), 1e-3);
    EXPECT_NEAR(result.without_chance[2], std::log(ratio_new), 1e-3);
}

// On any number of threads, and whatever number of replicates is asked for.
TEST(SameWomen, AReplicateIsAFunctionOfSeedAndNumber) {
    const Model model = three_ends();
    const auto run = [&](std::uint32_t replicates, unsigned threads) {
        StudiesOptions options{.replicates = replicates};
        options.exact.threads = threads;
        return simulate_studies(model, base_parameters(model),
                                read_designs(parse_csv(analyses({"os", "bcss"}, 40), "d.csv"), model), options)
            .effects;
    };
    const auto one = run(20, 1), three = run(50, 3);
    for (std::size_t k = 0; k < one.size(); ++k) {
        ASSERT_EQ(one[k].has_value(), three[k].has_value());
        if (one[k]) {
            EXPECT_EQ(one[k]->estimate, three[k]->estimate);
        }
    }
    EXPECT_NE(one[0]->estimate, one[2]->estimate);
}

std::string refused(const std::string& csv) {
    try {
        read_designs(parse_csv(csv, "d.csv"), three_ends());
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no error";
}

TEST(SameWomen, BadDesignsAreRefused) {
    const std::string head =
        "study,same_women,strategy,women,accrual_years,horizon_years,estimate,endpoint,published_p,published_better\n";
    const std::string os = "os,w,new,20,5,5,logrank,os,0.01,new\nos,w,old,30,5,5,logrank,os,0.01,new\n";
    EXPECT_EQ(refused(head + os), "no error");
    EXPECT_THAT(refused(head + os + "d,w,new,20,5,5,logrank,ddfs,,\nd,w,old,31,5,5,logrank,ddfs,,\n"),
                HasSubstr("d.csv:5: women: differs from line 3, whose same_women these are"));
    EXPECT_THAT(refused(head + "os,w,new,20,5,5,logrank,os,1.01,\nos,w,old,30,5,5,logrank,os,1.01,\n"),
                HasSubstr("published_p: '1.01': expected a number from 0 to 1"));
    // Their decimals would not say how they were rounded.
    for (const std::string p : {"9e-3", "0", "1"})
        EXPECT_THAT(refused(head + "os,w,new,20,5,5,logrank,os," + p + ",\nos,w,old,30,5,5,logrank,os," + p + ",\n"),
                    HasSubstr("expected a number from 0 to 1 as printed"));
    EXPECT_THAT(refused(head + "os,w,new,20,5,5,logrank,os,0.1,either\nos,w,old,30,5,5,logrank,os,0.1,either\n"),
                HasSubstr("published_better: 'either' is no arm"));
    EXPECT_THAT(refused(head + "os,,new,20,5,5,logrank,os,0.1,\nos,,old,30,5,5,logrank,os,0.1,\n"),
                HasSubstr("published_p: needs same_women"));
}

}  // namespace
}  // namespace ibtr::test
