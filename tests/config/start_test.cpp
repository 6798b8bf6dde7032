// Law: where people begin is said once, of states in which life goes on; what is wrong is reported once, at its line.

#include <gmock/gmock.h>

#include "example_config.hpp"
#include "ibtr/state_graph.hpp"

namespace ibtr::test {
namespace {

const std::string one_start = "start_state = \"well\"";

/// The example with another line in place of its start state, and keys more for its factor `risk`.
std::string example_with(const std::string& start, const std::string& of_risk = "") {
    return replaced(replaced(example_config, one_start, start), "name = \"risk\"", "name = \"risk\"\n" + of_risk);
}

void expect_problem(const std::string& text, const std::string& key, const std::string& line,
                    const std::string& message, const std::vector<std::string>& overrides = {}) {
    const std::vector<Problem> problems = problems_of(text, overrides);
    ASSERT_EQ(problems.size(), 1U) << ConfigError(problems).what();
    EXPECT_EQ(problems[0].key, key);
    EXPECT_EQ(problems[0].line, line_of(text, line));
    EXPECT_THAT(problems[0].message, testing::HasSubstr(message));
}

Model model_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
    return load_config_text(text, "example.toml", overrides).model;
}

TEST(StartStates, MakeAFactorOfThatName) {
    const Model model = model_of(example_with("start_states = { well = \"share\", ill = 0.75 }"));
    const std::size_t factor = start_factor(model).value();
    EXPECT_EQ(model.factors[factor].name, "start");
    EXPECT_EQ(model.factors[factor].levels, (std::vector<std::string>{"well", "ill"}));
    EXPECT_EQ(start_states(model), (std::vector<std::size_t>{0, 1}));
    EXPECT_TRUE(std::holds_alternative<ParameterRef>(model.factors[factor].rows[0].probabilities[0]));
}

TEST(StartStates, OfAFactorAreThoseOfItsLevels) {
    const Model model = model_of(example_with("", "start_states = [\"ill\", \"well\"]"));
    EXPECT_EQ(start_states(model), (std::vector<std::size_t>{1, 0}));
    EXPECT_EQ(start_of(model, {0, 1}), 0U);
}

TEST(StartStates, ThatAreWrongAreReported) {
    expect_problem(example_with(""), "start_state", "schema", "the state where everyone begins (or start_states");
    expect_problem(example_with("start_states = { wel = 0.5, ill = 0.5 }"), "start_states.wel", "start_states",
                   "nearest: 'well'");
    expect_problem(example_with("start_states = { well = 0.5, dead = 0.5 }"), "start_states.dead", "start_states",
                   "'dead' is absorbing; nothing would ever happen");
    expect_problem(
        replaced(example_with("start_states = { well = 0.5, dead = 0.5 }"), "absorbing = true", "kind = \"death\""),
        "start_states.dead", "start_states", "time zero is when everyone is alive");
    expect_problem(example_with("start_states = { well = 0.5, ill = 0.4 }"), "start_states", "start_states",
                   "the sum is 0.9; it must be 1");
    expect_problem(example_with("start_states = { well = \"h_onset\", ill = 0.9 }"), "start_states.well",
                   "start_states", "unit");
    expect_problem(example_with("start_states = {}"), "start_states", "start_states", "is empty");
    expect_problem(example_with("", "start_states = [\"well\"]"), "factors.risk.start_states", "start_states",
                   "expected 2, a state for each level");
    expect_problem(example_with("", "start_states = [\"well\", \"dead\"]"), "factors.risk.start_states[1]",
                   "start_states", "absorbing");
    expect_problem(example_with("", "start_states = [\"well\", \"il\"]"), "factors.risk.start_states[1]",
                   "start_states", "nearest: 'ill'");
}

TEST(StartStates, AreSaidOnce) {
    expect_problem(example_with(one_start + "\nstart_states = { well = 1 }"), "start_states", "start_states",
                   "so does start_state; keep one");
    expect_problem(example_with(one_start, "start_states = [\"well\", \"ill\"]"), "factors.risk.start_states",
                   "start_states", "so does start_state; keep one");
    expect_problem(replaced(example_with("", "start_states = [\"well\", \"ill\"]  # again"), "name = \"age\"",
                            "name = \"age\"\nstart_states = [\"well\", \"ill\"]"),
                   "factors.risk.start_states", "# again", "keep one");
}

TEST(StartStates, DoNotClashWithAFactor) {
    std::string text = example_with("start_states = { well = 1 }");
    for (std::size_t at = text.find("risk"); at != std::string::npos; at = text.find("risk", at))
        text.replace(at, 4, "start");
    const std::vector<Problem> problems = problems_of(text);
    ASSERT_FALSE(problems.empty());
    EXPECT_THAT(problems[0].message, testing::HasSubstr("rename it, or give it start_states"));
}

TEST(StartStates, OfALaterConfigReplaceThoseOfTheBase) {
    const auto starts = [](const std::string& text, const std::vector<std::string>& overrides) {
        return start_states(model_of(text, overrides));
    };
    const std::vector<std::size_t> well{0}, both{0, 1};
    EXPECT_EQ(starts(example_config, {"start_states={well=0.5, ill=0.5}"}), both);
    const std::string by_table = example_with("start_states = { ill = 0.2, well = 0.8 }");
    EXPECT_EQ(starts(by_table, {"start_state=well"}), well);
    EXPECT_EQ(starts(by_table, {"start_states={well=1}"}), well) << "the table is replaced whole";
    EXPECT_EQ(starts(by_table, {"start_states.ill=0.5", "start_states.well=0.5"}).size(), 2U);
    EXPECT_EQ(starts(example_with("", "start_states = [\"well\", \"ill\"]"), {"start_state=well"}), well);

    const TemporaryFolder folder;
    folder.write("base.toml", example_config);
    const std::string extension =
        folder.write("extension.toml",
                     "extends = \"base.toml\"\n[[factors]]\nname = \"risk\"\nstart_states = [\"well\", \"ill\"]\n");
    EXPECT_EQ(start_states(load_config({extension, {}}).model), both);
}

}  // namespace
}  // namespace ibtr::test
