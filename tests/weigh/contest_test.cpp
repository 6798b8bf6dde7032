// Laws: what a file of explanations cannot mean is refused with its place; targets that say nothing of an explanation
// are refused with the reason; a parameter that an explanation writes otherwise than the config is not drawn over; what
// ships holds together.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ibtr/error.hpp"
#include "small_contest.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;

const std::string explanations = R"(
[[explanations]]
name = "nothing"
[[explanations]]
name = "effect"
set = ["parameters.rate.value=0.3"]
)";
const std::string target = "T1,os,hr,b,a,5,0.8,0.6,1.1,,a test\n";

std::string refusal(const std::string& text, const std::string& targets = target) {
    try {
        const SmallContest contest(text, targets);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Contest, WhatItCannotMeanIsRefused) {
    const std::string fitted = "fitted = [\"T1\"]\n";
    EXPECT_EQ(refusal(fitted + explanations), "accepted");
    EXPECT_THAT(refusal(explanations), HasSubstr("fitted: name one target or more"));
    EXPECT_THAT(refusal(fitted + "held_out = [\"T1\"]\n" + explanations), HasSubstr("T1 is named twice"));
    EXPECT_THAT(refusal("fitted = [\"T9\"]\n" + explanations), HasSubstr("target 'T9' is unknown"));
    EXPECT_THAT(refusal(fitted + "[[explanations]]\nname = \"one\"\n"), HasSubstr("expected two or more"));
    EXPECT_THAT(refusal(fitted + "[errors]\ncorrelation = 1.5\nsource = \"x\"\n" + explanations),
                HasSubstr("expected a number from 0 to 0.99"));
    EXPECT_THAT(refusal(fitted + "[errors]\nsd_of = { T7 = 0.1 }\nsource = \"x\"\n" + explanations),
                HasSubstr("sd_of: T7 is neither fitted nor held out"));
    EXPECT_THAT(refusal(fitted + "[errors]\ncorelation = 0.5\nsource = \"x\"\n" + explanations),
                HasSubstr("nearest: 'correlation'"));
    EXPECT_THAT(refusal(fitted + "[errors]\ncorrelation = 0.5\n" + explanations),
                HasSubstr("where the numbers come from"));
    EXPECT_THAT(
        refusal(fitted + "[horizons]\ntargets = [\"T1\"]\nyears = [1, 2]\nweights = [0.5, 0.6]\nsource = \"x\"\n" +
                explanations),
        HasSubstr("sum to 1"));
    const std::string free = "[[explanations.free]]\nsource = \"x\"\n";
    EXPECT_THAT(refusal(fitted + explanations + free + "parameter = \"ratio\"\nprior = { family = \"gumbel\" }\n"),
                HasSubstr("family 'gumbel' is unknown"));
    EXPECT_THAT(refusal(fitted + explanations + free +
                        "parameter = \"ratoi\"\nprior = { family = \"uniform\", low = 0, high = 1 }\n"),
                HasSubstr("explanation effect: parameter 'ratoi' is unknown; nearest: 'ratio'"));
    EXPECT_THAT(refusal(fitted + explanations + free +
                        "parameter = \"ratio\"\nprior = { family = \"normal\", mean = 0, sd = 1 }\n"),
                HasSubstr("explanation effect"));
}

TEST(Contest, TargetsThatSayNothingAreRefused) {
    const std::string fitted = "fitted = [\"T1\"]\n" + explanations;
    EXPECT_THAT(refusal(fitted, "T1,os,hr,b,a,5,0.8,,,,a test\n"), HasSubstr("no interval"));
    EXPECT_THAT(refusal(fitted, "T1,os,hr,c,a,5,0.8,0.6,1.1,,a test\n"), HasSubstr("is not in this model"));
}

TEST(Contest, WhatAnExplanationWritesItselfIsNotDrawn) {
    const SmallContest small("fitted = [\"T1\"]\n" + explanations, target);
    const std::vector<double> draw{0.07};
    const auto rate =
        static_cast<std::size_t>(std::find_if(small.model.parameters.begin(), small.model.parameters.end(),
                                              [](const Parameter& parameter) { return parameter.name == "rate"; }) -
                                 small.model.parameters.begin());
    EXPECT_EQ(small.contenders[0].at(draw, 0).values()[rate], 0.07);
    EXPECT_EQ(small.contenders[1].at(draw, 0).values()[rate], 0.3);
}

TEST(Contest, WhatIsLeftOutHasAReason) {
    const SmallContest small(
        "fitted = [\"T1\"]\n[[left_out]]\ntargets = [\"T2\"]\nreason = \"the same again\"\n" + explanations,
        target + "T2,os,hr,b,a,5,0.8,0.6,1.1,,a test\nT3,os,hr,b,a,5,0.8,,,,a test\n");
    ASSERT_EQ(small.choice.left_out.size(), 2U);
    EXPECT_EQ(small.choice.left_out[0].reason, "the same again");
    EXPECT_THAT(small.choice.left_out[1].reason, HasSubstr("no interval"));
}

// The file that ships: every explanation's config loads, its priors stay where the model is one, and no target is one
// that a parameter is solved on.
TEST(Contest, TheShippedExplanationsHoldTogether) {
    const std::string configs = IBTR_CONFIGS;
    const weigh::Contest contest = weigh::read_contest(configs + "/evidence/explanations.toml");
    const Model model = load_config(configs + "/evidence_model.toml").model;
    const weigh::TargetChoice choice = weigh::choose_targets(
        contest, model, base_parameters(model), load_target_table(configs + "/evidence/targets.csv").targets);
    const weigh::DrawTable draws{{"h_local", "hr_local_repeat_bcs"}, {}};
    const auto contenders =
        weigh::make_contenders(contest, {configs + "/evidence_model.toml", {}}, model, choice, draws);
    EXPECT_EQ(contenders.size(), contest.explanations.size());
    EXPECT_EQ(contenders.front().explanation.name, "base");
    EXPECT_TRUE(contenders[0].drawn[1].has_value());
    EXPECT_FALSE(contenders[1].drawn[1].has_value());  // null.toml holds the ratio of local recurrence at 1
    EXPECT_EQ(choice.columns(), choice.targets.size() + 2);
}

}  // namespace
}  // namespace ibtr::test
