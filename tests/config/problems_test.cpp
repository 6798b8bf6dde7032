// Laws about problems that a single spoilt line cannot show.

#include <gmock/gmock.h>

#include "example_config.hpp"

namespace ibtr::test {
namespace {

std::vector<std::string> keys_of(const std::vector<Problem>& problems) {
    std::vector<std::string> keys;
    for (const Problem& problem : problems) keys.push_back(problem.key);
    return keys;
}

TEST(ExampleConfig, IsValid) {
    const std::vector<Problem> problems = problems_of(example_config);
    EXPECT_TRUE(problems.empty()) << ConfigError(problems).what();
}

// Law: problems of different stages (shape, names, graph, values) are all reported by one load, in line order.
TEST(Problems, AreReportedAllAtOnce) {
    std::string text = replaced(example_config, "seed = 1", "sede = 1");
    text = replaced(text, "value = 0.1", "value = -0.1");
    text = replaced(text, "to = \"ill\"", "to = \"il\"");
    text = replaced(text, "probabilities = [0.6, 0.4]", "probabilities = [0.6, 0.5]");
    EXPECT_THAT(keys_of(problems_of(text)), testing::ElementsAre("sede", "parameters.h_onset", "parameters.h_double",
                                                                 "transitions.onset.to", "case_mix[0].probabilities"));
}

// Law: what() shows file:line: key: message.
TEST(Problems, AreWrittenAsFileLineKeyMessage) {
    const auto problems = problems_of(replaced(example_config, "seed = 1", "seed = -1"));
    EXPECT_THAT(ConfigError(problems).what(), testing::StartsWith("example.toml:7: seed: is -1"));
}

// Law: an age clock without an age factor is an error that names the remedy.
TEST(Problems, AgeClockNeedsAges) {
    const std::string text = R"(schema = 1
name = "x"
horizon_years = 1
start_state = "a"
[[states]]
name = "a"
[[states]]
name = "b"
kind = "death"
[[strategies]]
name = "s"
[[transitions]]
name = "t"
from = "a"
to = "b"
clock = "age"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.1 }
)";
    const auto problems = problems_of(text);
    ASSERT_EQ(keys_of(problems), std::vector<std::string>{"transitions.t.clock"});
    EXPECT_EQ(problems[0].line, 16);
    EXPECT_THAT(problems[0].message, testing::HasSubstr("kind = \"age\""));
    EXPECT_TRUE(problems_of(replaced(text, "\"age\"", "\"time\"")).empty());
    const auto self_loop = problems_of(replaced(replaced(text, "\"age\"", "\"time\""), "to = \"b\"", "to = \"a\""));
    EXPECT_THAT(keys_of(self_loop), testing::ElementsAre("states.b", "transitions.t.to"));
}

std::string chain(int states, int exits_of_first) {
    std::string text =
        "schema = 1\nname = \"x\"\nhorizon_years = 1\nstart_state = \"s0\"\n[[strategies]]\nname = \"a\"\n";
    const auto transition = [&](const std::string& name, int from, int to) {
        text += "[[transitions]]\nname = \"" + name + "\"\nfrom = \"s" + std::to_string(from) + "\"\nto = \"s" +
                std::to_string(to) +
                "\"\nclock = \"time\"\nsource = \"assumption\"\n"
                "hazard = { family = \"exponential\", rate_per_year = 1 }\n";
    };
    for (int i = 0; i < states; ++i) {
        text += "[[states]]\nname = \"s" + std::to_string(i) + "\"\n" + (i + 1 == states ? "kind = \"death\"\n" : "");
        if (i + 1 < states) transition("t" + std::to_string(i), i, i + 1);
    }
    for (int i = 1; i < exits_of_first; ++i) transition("more" + std::to_string(i), 0, 1);
    return text;
}

// Law: 64 states and 8 exits are the most; one more of either is one problem.
TEST(Problems, StatesAndExitsAreLimited) {
    EXPECT_TRUE(problems_of(chain(64, 8)).empty());
    EXPECT_THAT(keys_of(problems_of(chain(65, 8))), testing::ElementsAre("states.s64"));
    EXPECT_THAT(keys_of(problems_of(chain(64, 9))), testing::ElementsAre("transitions.more8.from"));
}

// Law: a spline whose cumulative hazard falls anywhere is refused; a rising one is not.
TEST(Problems, SplineMustRise) {
    const auto with_gamma = [](const std::string& gamma) {
        return replaced(example_config, "family = \"weibull\", shape = 0.8, scale_years = 3.0",
                        "family = \"royston_parmar\", knots_log_years = [-2, 0, 2], gamma = " + gamma);
    };
    EXPECT_TRUE(problems_of(with_gamma("[-1, 1, 0.01]")).empty());
    EXPECT_THAT(keys_of(problems_of(with_gamma("[-1, -1, 0]"))),
                testing::ElementsAre("transitions.death_ill.hazard.gamma"));
    EXPECT_THAT(keys_of(problems_of(with_gamma("[-1, 1]"))),
                testing::ElementsAre("transitions.death_ill.hazard.gamma"));
}

// Law: each warning appears for its cause and not without it.
TEST(Warnings, NameTheirCause) {
    const auto warnings = [](const std::string& text) { return load_config_text(text, "example.toml").warnings; };
    const auto base = warnings(example_config);
    EXPECT_THAT(base, testing::ElementsAre(testing::HasSubstr("life table 'women' ends at age 43"),
                                           testing::HasSubstr("mix 'practice': a component has a case mix of 'risk'")));
    EXPECT_THAT(warnings(replaced(example_config, "rate_per_year = \"h_double\"", "rate_per_year = \"h_onset\"")),
                testing::Contains("parameter 'h_double' is never used"));
    EXPECT_THAT(warnings(replaced(example_config, "source = \"E3\"\n", "")),
                testing::Contains(testing::AllOf(testing::HasSubstr("count as assumptions"),
                                                 testing::HasSubstr("transitions.death_ill.hazard"))));
    EXPECT_THAT(warnings(replaced(example_config, ", source = \"E2\"", "")),
                testing::Contains(testing::HasSubstr("transitions.onset.hazard_ratios[0].value")));
    EXPECT_THAT(warnings(replaced(example_config, "source = \"E4\"\n", "")),
                testing::Contains(testing::HasSubstr("case_mix[0].probabilities")));
    EXPECT_THAT(warnings(replaced(example_config, "[0.05, 0.2]", "[0.2, 0.3]")),
                testing::Contains(testing::HasSubstr("outside its own ci95")));
}

}  // namespace
}  // namespace ibtr::test
