// Law: a clock of several states is read as written; each thing that can be wrong with one gives exactly one problem,
// at its own line and key, with the way out.

#include <gmock/gmock.h>

#include <cstddef>
#include <string>
#include <vector>

#include "example_config.hpp"
#include "ibtr/parameters.hpp"
#include "report/describe_model.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;

/// Of the two states of the example that are not absorbing; death_ill goes by it.
const std::string with_clock =
    replaced(replaced(example_config, "[[transitions]]\nname = \"onset\"",
                      "[[clocks]]\nname = \"since_start\"\nstates = [\"well\", \"ill\"]\n\n"
                      "[[transitions]]\nname = \"recovery\"\nfrom = \"ill\"\nto = \"well\"\nclock = \"time\"\n"
                      "hazard = { family = \"exponential\", rate_per_year = \"h_onset\" }\n\n"
                      "[[transitions]]\nname = \"onset\""),
             "clock = \"sojourn\"", "clock = \"since_start\"");

TEST(Clocks, AreReadAndDescribed) {
    const Model model = load_config_text(with_clock, "example.toml").model;
    ASSERT_EQ(model.entry_clocks.size(), 1U);
    EXPECT_EQ(model.entry_clocks[0].name, "since_start");
    EXPECT_EQ(model.entry_clocks[0].states, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(model.transitions[2].name, "death_ill");
    EXPECT_EQ(model.transitions[2].clock, Clock::entry);
    EXPECT_EQ(model.entry_clock_of(1), 0U);
    EXPECT_FALSE(model.entry_clock_of(2));
    const Parameters parameters = base_parameters(model);
    for (const std::string& text :
         {describe_model(model, parameters, {}), model_as_dot(model, parameters), model_as_mermaid(model, parameters)})
        EXPECT_THAT(text, HasSubstr("by years since entry to well or ill"));
}

TEST(Clocks, AreNamedInOverridesAndMergedByName) {
    const Model model = load_config_text(with_clock, "example.toml", {"clocks.since_start.states=[\"ill\"]"}).model;
    EXPECT_EQ(model.entry_clocks[0].states, std::vector<std::size_t>{1}) << "a list of names is replaced";
}

TEST(Clocks, ThatNothingGoesByAreAWarning) {
    const std::string text = replaced(with_clock, "clock = \"since_start\"", "clock = \"time\"");
    EXPECT_THAT(load_config_text(text, "example.toml").warnings,
                testing::Contains(HasSubstr("no transition goes by clock 'since_start'")));
}

struct BadClock {
    std::string name;
    std::string find;  ///< in the config above
    std::string replacement;
    std::string key;         ///< expected
    std::string line_holds;  ///< text in the expected line of the spoilt config
    std::string message;     ///< part of the expected message
};

void PrintTo(const BadClock& bad, std::ostream* stream) {
    *stream << bad.name;
}

class BadClockTest : public testing::TestWithParam<BadClock> {};

TEST_P(BadClockTest, IsReportedOnceAtItsLine) {
    const BadClock& bad = GetParam();
    const std::string text = replaced(with_clock, bad.find, bad.replacement);
    const std::vector<Problem> problems = problems_of(text);
    ASSERT_EQ(problems.size(), 1U) << ConfigError(problems).what();
    EXPECT_EQ(problems[0].key, bad.key);
    EXPECT_EQ(problems[0].line, line_of(text, bad.line_holds)) << problems[0].message;
    EXPECT_THAT(problems[0].message, HasSubstr(bad.message));
}

const std::string states = "states = [\"well\", \"ill\"]";
const std::string clock_of_death = "clock = \"since_start\"";

const std::vector<BadClock> bad_clocks{
    {"UnknownClock", clock_of_death, "clock = \"since_stat\"", "transitions.death_ill.clock", "since_stat\"",
     "nearest: 'since_start'"},
    {"UnknownState", states, "states = [\"well\", \"il\", \"ill\"]", "clocks.since_start.states[1]", "\"il\"",
     "nearest: 'ill'"},
    {"StateTwice", states, "states = [\"well\", \"ill\", \"well\"]", "clocks.since_start.states[2]", "\"well\"]",
     "names 'well' twice"},
    {"AbsorbingState", states, "states = [\"well\", \"ill\", \"dead\"]", "clocks.since_start.states[2]", "\"dead\"]",
     "'dead' is never left"},
    {"NoStates", states, "states = []", "clocks.since_start.states", "states = []", "name the states"},
    {"StateOfAnother", states, states + "\n\n[[clocks]]\nname = \"other\"\nstates = [\"ill\"]",
     "clocks.other.states[0]", "states = [\"ill\"]", "'ill' is already a state of clock 'since_start'"},
    {"NameOfAnother", states, "states = [\"ill\"]\n\n[[clocks]]\nname = \"sojourn\"\nstates = [\"well\"]",
     "clocks.sojourn.name", "name = \"sojourn\"", "take another name"},
    {"FromOutside", states, "states = [\"well\"]", "transitions.death_ill.clock", clock_of_death,
     "'ill' is none of the states of clock 'since_start' (well)"},
    {"MissingStates", states, "", "clocks.since_start.states", "[[clocks]]", "missing"},
};

std::string clock_case_name(const testing::TestParamInfo<BadClock>& bad) {
    return bad.param.name;
}
INSTANTIATE_TEST_SUITE_P(Clocks, BadClockTest, testing::ValuesIn(bad_clocks), clock_case_name);

/// Two times since entry in one state: refused where they differ and both matter.
TEST(Clocks, BesideTheSojournOfAStateAreRefusedByName) {
    const std::string inside =
        "[[states]]\nname = \"early\"\n\n[[states]]\nname = \"late\"\n\n[[clocks]]\nname = \"since\"\n"
        "states = [\"early\", \"late\"]\n\n[[states]]\nname = \"dead\"\n";
    const auto transition = [](const std::string& name, const std::string& from, const std::string& to,
                               const std::string& clock, const std::string& hazard) {
        return "[[transitions]]\nname = \"" + name + "\"\nfrom = \"" + from + "\"\nto = \"" + to + "\"\nclock = \"" +
               clock + "\"\nsource = \"assumption\"\nhazard = { " + hazard + " }\n\n";
    };
    const std::string constant = "family = \"exponential\", rate_per_year = 0.1";
    const std::string weibull = "family = \"weibull\", shape = 2, scale_years = 3";
    const auto config = [&](const std::string& clock, const std::string& hazard) {
        std::string text =
            "schema = 1\nname = \"two_clocks\"\nhorizon_years = 5\nstart_state = \"well\"\n"
            "[[strategies]]\nname = \"a\"\n[[states]]\nname = \"well\"\n" +
            inside + "kind = \"death\"\n\n";
        for (const char* state : {"well", "early", "late"})
            text = replaced(text, "name = \"" + std::string(state) + "\"\n",
                            "name = \"" + std::string(state) + "\"\nkind = \"alive\"\n");
        return text + transition("relapse", "well", "early", "time", constant) +
               transition("on", "early", "late", "sojourn", weibull) +
               transition("death", "late", "dead", "since", weibull) +
               transition("other", "late", "dead", clock, hazard);
    };
    const std::string refused = config("sojourn", weibull);
    const std::vector<Problem> problems = problems_of(refused);
    ASSERT_EQ(problems.size(), 1U) << ConfigError(problems).what();
    EXPECT_EQ(problems[0].key, "transitions.other.clock");
    EXPECT_THAT(problems[0].message, HasSubstr("write clock = \"since\", or leave 'late' out"));
    for (const std::string& legal : {config("since", weibull), config("sojourn", constant), config("time", weibull)})
        EXPECT_TRUE(problems_of(legal).empty()) << ConfigError(problems_of(legal)).what();
}

}  // namespace
}  // namespace ibtr::test
