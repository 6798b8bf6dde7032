// Laws about what a loaded config holds, its expressions and its canonical text.

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "example_config.hpp"
#include "ibtr/parameters.hpp"
#include "model/expression.hpp"
#include "report/describe_model.hpp"

namespace ibtr::test {
namespace {

TEST(LoadedModel, HoldsWhatTheConfigSays) {
    const Model model = load_config_text(example_config, "example.toml").model;
    EXPECT_EQ(model.bins(), 120U);
    EXPECT_EQ(model.simulated_strategies(), (std::vector{StrategyIndex(0), StrategyIndex(1)}));
    EXPECT_EQ(model.age_factor(), 0U);
    EXPECT_EQ(model.find_endpoint("death_bc"), 1U);
    EXPECT_FALSE(model.find_endpoint("distant"));
    EXPECT_EQ(model.factors[0].levels, (std::vector<std::string>{"40-50", "50-60"}));
    ASSERT_EQ(model.factors[1].rows.size(), 2U);
    EXPECT_EQ(model.factors[1].rows[1].given_levels, std::vector<std::size_t>{1});
    EXPECT_EQ(std::get<double>(model.factors[1].rows[1].probabilities[0]), 0.7);
    const HazardRatio& ratio = model.transitions[0].hazard_ratios[0];
    EXPECT_EQ(ratio.strategy, 1U);
    EXPECT_EQ(ratio.factor, 1U);
    EXPECT_EQ(ratio.level, 1U);
    EXPECT_EQ(model.standardisation.to_treated, 1U);
    EXPECT_EQ(model.parameters[0].uncertainty->ci95_high, 0.2);
}

double value_of(const std::string& expression) {
    const std::string text = replaced(example_config, "2 * h_onset", expression);
    const Model model = load_config_text(text, "example.toml").model;
    return base_parameters(model).values()[1];
}

// Law: the documented language of expressions, with h_onset = 0.1.
TEST(Expressions, FollowTheDocumentedLanguage) {
    EXPECT_DOUBLE_EQ(value_of("h_onset + 2 ^ 3 / 4 - 1"), 1.1);
    EXPECT_DOUBLE_EQ(value_of("max(0, h_onset - 1) + min(3, h_onset, 5)"), 0.1);
    EXPECT_DOUBLE_EQ(value_of("exp(1) + ln(2) + log(2) + sqrt(4) + abs(-1)"), std::exp(1.0) + 2 * std::log(2.0) + 3);
    EXPECT_DOUBLE_EQ(value_of("h_onset > 0.05 ? 7 : 8"), 7);
    EXPECT_DOUBLE_EQ(value_of("h_onset > 0.5 ? 7 : 8"), 8);
}

// Law: an expression may use a parameter that comes later in the file; order is worked out.
TEST(Expressions, AreEvaluatedInTheirOwnOrder) {
    const std::string text = replaced(replaced(example_config, "value = 0.1\n", "expression = \"share\"\n"),
                                      "uncertainty = { family = \"lognormal\", ci95 = [0.05, 0.2] }\n", "");
    const Model model = load_config_text(text, "example.toml").model;
    EXPECT_EQ(base_parameters(model).values(), (std::vector<double>{0.25, 0.5, 0.25}));
    EXPECT_EQ(with_expressions(model, {0, 0, 0.5}).values(), (std::vector<double>{0.5, 1.0, 0.5}));
}

// Law: what is beyond the language is an error of the config, whatever muParser would make of it: an assignment would
// change another parameter, a list would count for its last number, and there is a longest expression.
TEST(Expressions, HaveNoAssignmentsListsOrEnd) {
    for (const std::string& expression :
         {std::string("(h_onset = 0.3)"), std::string("h_onset, 2"), std::string("h_onset =< 2"), "0.1" + [] {
              std::string terms;
              for (int i = 0; i < 10000; ++i) terms += "+0";
              return terms;
          }()}) {
        try {
            value_of(expression);
            ADD_FAILURE() << expression.substr(0, 40);
        } catch (const ConfigError& error) {
            EXPECT_THAT(error.what(), ::testing::HasSubstr("parameters.h_double.expression"));
            EXPECT_LT(std::string(error.what()).size(), 500U);
        }
    }
    EXPECT_EQ(value_of("h_onset <= 0.1 && h_onset >= 0.1 && h_onset == 0.1 && h_onset != 0.2 ? 4 : 5"), 4);
}

// Law: expressions read once give, set after set, what they give when read anew; a failure leaves no trace in the next
// set, and of two names that contain each other each keeps its own value.
TEST(Expressions, ReadOnceServeManySets) {
    const std::string text = replaced(example_config, "2 * h_onset", "h_onset > 3 ? ln(0 * share) : h_onset / share");
    const Model model = load_config_text(text, "example.toml").model;
    Expressions expressions(model);
    for (const double h_onset : {0.1, 4.0, 0.2, 2.9}) {
        std::vector<double> values{h_onset, -1, 0.25};
        const auto failures = expressions.evaluate(values);
        EXPECT_EQ(failures.size(), h_onset > 3 ? 1U : 0U);
        EXPECT_EQ(values, (std::vector<double>{h_onset, h_onset > 3 ? 1 : h_onset / 0.25, 0.25}));
    }
    const std::string longer = replaced(text, "[parameters.share]",
                                        "[parameters.h_onset_late]\nvalue = 7\n"
                                        "unit = \"ratio\"\nsource = \"assumption\"\n\n[parameters.share]");
    const Model two = load_config_text(replaced(longer, "h_onset / share", "h_onset_late / h_onset"), "x").model;
    std::vector<double> values{0.5, 0, 7, 0.25};
    Expressions(two).evaluate(values);
    EXPECT_EQ(values[1], 14);
}

// Law: the canonical text loads to the same text (hence the same model and hash), overrides included, and
// layout and comments do not change it.
// Law: rows of results follow the endpoints, so the text keeps their order, whichever way each is written.
TEST(CanonicalText, KeepsTheOrderOfEndpoints) {
    const std::string text = replaced(example_config, "[endpoints]\n",
                                      "[endpoints]\nfast = { transitions = [\"fast_death\"], role = \"none\" }\n");
    const LoadedConfig loaded = load_config_text(text, "x");
    EXPECT_EQ(loaded.model.endpoints.front().name, "fast");
    EXPECT_EQ(names_of(load_config_text(loaded.text, "again").model.endpoints), names_of(loaded.model.endpoints));
}

TEST(CanonicalText, IsAFixedPointOfLoading) {
    const LoadedConfig loaded =
        load_config_text(example_config, "example.toml", {"parameters.h_onset=0.123456789012345678"});
    const LoadedConfig again = load_config_text(loaded.text, "stored");
    EXPECT_EQ(again.text, loaded.text);
    EXPECT_EQ(again.hash, loaded.hash);
    EXPECT_EQ(again.model.parameters[0].value, loaded.model.parameters[0].value);
    EXPECT_EQ(again.model.transitions.size(), loaded.model.transitions.size());
    EXPECT_EQ(loaded.hash.size(), 32U);
    const std::string commented = replaced(example_config, "seed = 1", "# a comment\nseed   =   1");
    EXPECT_EQ(load_config_text(commented, "x").hash, load_config_text(example_config, "y").hash);
    EXPECT_NE(load_config_text(replaced(example_config, "seed = 1", "seed = 2"), "x").hash,
              load_config_text(example_config, "y").hash);
}

std::vector<std::string> shipped_configs() {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(IBTR_CONFIGS)) {
        if (entry.path().extension() == ".toml") paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

class ShippedConfigTest : public testing::TestWithParam<std::string> {};

// Law: what is shipped loads without a problem or a warning, survives the round trip, and can be described.
TEST_P(ShippedConfigTest, LoadsAndIsStable) {
    const LoadedConfig loaded = load_config({GetParam(), {}});
    EXPECT_THAT(loaded.warnings, testing::IsEmpty());
    const LoadedConfig again = load_config_text(loaded.text, "stored");
    EXPECT_EQ(again.text, loaded.text);
    EXPECT_EQ(names_of(again.model.endpoints), names_of(loaded.model.endpoints));
    const std::string words = describe_model(loaded.model, base_parameters(loaded.model), loaded.warnings);
    for (const Transition& transition : loaded.model.transitions) {
        EXPECT_THAT(words, testing::HasSubstr(transition.name));
    }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedConfigTest, testing::ValuesIn(shipped_configs()),
                         [](const auto& parameter) { return std::filesystem::path(parameter.param).stem().string(); });

// Law: a diagram has a node a state and an edge a transition.
TEST(Diagram, HasEveryStateAndTransition) {
    const Model model = load_config_text(example_config, "example.toml").model;
    const Parameters parameters = base_parameters(model);
    const auto count = [](const std::string& text, const std::string& needle) {
        int found = 0;
        for (std::size_t at = text.find(needle); at != std::string::npos; at = text.find(needle, at + 1)) ++found;
        return found;
    };
    const std::string dot = model_as_dot(model, parameters);
    EXPECT_EQ(count(dot, " -> "), 4);
    EXPECT_EQ(count(dot, "shape = "), 3);
    EXPECT_THAT(dot, testing::HasSubstr("s0 -> s1 [label = \"onset\\nconstant at 0.1 [h_onset] a year"));
    EXPECT_EQ(count(model_as_mermaid(model, parameters), "-->|"), 4);
}

}  // namespace
}  // namespace ibtr::test
