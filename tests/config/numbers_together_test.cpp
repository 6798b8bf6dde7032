// What no single number of a config shows, several together do: each such mistake is told once, at the line and key of
// one of them, with the way out.

#include <gmock/gmock.h>

#include "example_config.hpp"

namespace ibtr::test {
namespace {

/// The only problem of a config; one that says otherwise fails the test.
Problem only_problem_of(const std::string& text) {
    const std::vector<Problem> problems = problems_of(text);
    if (problems.size() == 1) return problems[0];
    ADD_FAILURE() << problems.size() << " problems, of one: " << (problems.empty() ? "" : ConfigError(problems).what());
    return {};
}

const std::string rows_of_risk =
    "rows = [\n    { given = [\"40-50\"], probabilities = [0.9, 0.1] },\n"
    "    { given = [\"50-60\"], probabilities = [0.7, 0.3] },\n]";

std::string rows(const std::string& young, const std::string& old) {
    return "rows = [\n    { given = [\"40-50\"], probabilities = " + young +
           " },\n    { given = [\"50-60\"], probabilities = " + old + " },\n]";
}

TEST(NumbersTogether, RatiosMultiplyToWhatFloat32CanInvert) {
    const std::string one = "{ strategy = \"new\", factor = \"risk\", level = \"high\", value = 0.5, source = \"E2\" }";
    for (const auto& [value, product] : {std::pair{"1e20", "1e+40"}, std::pair{"1e-20", "1e-40"}}) {
        const std::string two = std::string("{ strategy = \"new\", factor = \"risk\", level = \"high\", value = ") +
                                value + ", source = \"E2\" }, { strategy = \"new\", value = " + value +
                                ", source = \"E2\" }";
        const std::string text = replaced(example_config, one, two);
        const Problem problem = only_problem_of(text);
        EXPECT_EQ(problem.key, "transitions.onset.hazard_ratios");
        EXPECT_EQ(problem.line, line_of(text, value));
        for (const char* part : {"strategy new", product, "between 1e-30 and 1e+30", "0 switches"})
            EXPECT_THAT(problem.message, testing::HasSubstr(part));
    }
}

// 4 combinations of the example's levels, doubled twelve times, are the 16,384 that are allowed; once more is too many.
TEST(NumbersTogether, CombinationsOfLevelsAreCounted) {
    std::string factors;
    for (int i = 0; i < 12; ++i)
        factors += "[[factors]]\nname = \"f" + std::to_string(i) +
                   "\"\nlevels = [\"a\", \"b\"]\nprobabilities = [0.5, 0.5]\nsource = \"assumption\"\n\n";
    const std::string before = "[[transitions]]\nname = \"onset\"";
    EXPECT_THAT(problems_of(replaced(example_config, before, factors + before)), testing::IsEmpty());
    factors += "[[factors]]\nname = \"last\"\nlevels = [\"c\", \"d\"]\nprobabilities = [0.5, 0.5]\nsource = \"E5\"\n\n";
    const std::string text = replaced(example_config, before, factors + before);
    const Problem problem = only_problem_of(text);
    EXPECT_EQ(problem.key, "factors.last.levels");
    EXPECT_EQ(problem.line, line_of(text, "levels = [\"c\""));
    EXPECT_THAT(problem.message, testing::HasSubstr("32768 combinations"));
    EXPECT_THAT(problem.message, testing::HasSubstr("at most 16384"));
    EXPECT_THAT(problem.message, testing::HasSubstr("pool levels"));
}

TEST(NumbersTogether, ACaseMixIsOfPeopleThereAre) {
    const std::string text = replaced(example_config, rows_of_risk, rows("[1, 0]", "[1, 0]"));
    const Problem problem = only_problem_of(text);
    EXPECT_EQ(problem.key, "case_mix[0].probabilities");
    EXPECT_EQ(problem.line, line_of(text, "[0.6, 0.4]"));
    for (const char* part : {"strategy new", "risk = high", "nobody in the population has", "give that level"})
        EXPECT_THAT(problem.message, testing::HasSubstr(part));
}

// Risk follows from age: nobody has the one as 60 to 40 and the other as half to half.
TEST(NumbersTogether, CaseMixesDoNotContradictEachOther) {
    const std::string text =
        replaced(replaced(example_config, rows_of_risk, rows("[1, 0]", "[0, 1]")), "[standardisation]",
                 "[[case_mix]]\nstrategy = \"new\"\nfactor = \"age\"\nprobabilities = [0.5, 0.5]\nsource = "
                 "\"E6\"\n\n[standardisation]");
    const Problem problem = only_problem_of(text);
    EXPECT_EQ(problem.key, "case_mix[0].probabilities");
    EXPECT_EQ(problem.line, line_of(text, "[0.6, 0.4]"));
    for (const char* part : {"strategy new", "risk, age", "check levels of probability 0"})
        EXPECT_THAT(problem.message, testing::HasSubstr(part));
}

TEST(NumbersTogether, ACaseMixLeavesSomebodyToStandardise) {
    const std::string text =
        replaced(replaced(example_config, "to = \"treated:new\"", "to = \"all\""), "[0.6, 0.4]", "[1, 0]");
    const Problem problem = only_problem_of(text);
    EXPECT_EQ(problem.key, "standardisation.over");
    EXPECT_EQ(problem.line, line_of(text, "over = [\"risk\"]"));
    for (const char* part : {"strategy new", "standardise over fewer factors"})
        EXPECT_THAT(problem.message, testing::HasSubstr(part));
}

TEST(NumbersTogether, WhoIsTreatedByAMixIsSaid) {
    const std::string text = replaced(example_config, "to = \"treated:new\"", "to = \"treated:practice\"");
    const Problem problem = only_problem_of(text);
    EXPECT_EQ(problem.key, "standardisation.to");
    EXPECT_EQ(problem.line, line_of(text, "treated:practice"));
    EXPECT_THAT(problem.message, testing::HasSubstr("add a [[case_mix]]"));
}

}  // namespace
}  // namespace ibtr::test
