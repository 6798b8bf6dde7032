#include "explore/state.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "controls/control.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"

namespace ibtr::explore {
namespace {

using Json = nlohmann::ordered_json;

const std::string base_config = IBTR_CONFIGS "/ibtr.toml";

const std::vector<Control>& controls() {
    static const std::vector<Control> all = controls::controls_of(load_config(base_config));
    return all;
}

State state_of(const std::string& set) {
    return {Json{{"set", Json::parse(set)}}, controls()};
}

TEST(State, IsWhatSetTakes) {
    const State state =
        state_of(R"({"parameters.theta": 1.5, "factors.age_band.probabilities": [0.1, 0.2, 0.3, 0.4]})");
    EXPECT_EQ(state.overrides(), (std::vector<std::string>{"parameters.theta=1.5",
                                                           "factors.age_band.probabilities=[0.1, 0.2, 0.3, 0.4]"}));
    EXPECT_EQ(command_line_of({"c.toml", {"seed=2"}}, state),
              "ibtr exact c.toml --set 'seed=2' --set 'parameters.theta=1.5' --set "
              "'factors.age_band.probabilities=[0.1, 0.2, 0.3, 0.4]'");
    EXPECT_EQ(command_line_of({"my 'c'.toml", {}}, {}), "ibtr exact 'my '\\''c'\\''.toml'");
}

// Fewest digits that read back to the same double: 17 of them at most.
TEST(State, KeepsEveryBitOfANumber) {
    for (const double value :
         {0.1, 1.0 / 3, 2.2250738585072014e-308, 1.7976931348623157e308, 123456789.125, 1e22, 0.0}) {
        const State state(Json{{"set", {{"parameters.h_local", value}}}}, controls());
        const std::string text = state.overrides().front();
        EXPECT_EQ(std::stod(text.substr(text.find('=') + 1)), value) << text;
    }
}

// A page may move sliders. It cannot name files, texts, or what has none.
TEST(State, RefusesOtherKeys) {
    for (const char* key : {"extends", "life_tables.us_female.file", "posterior.file", "name", "patients", "parameters",
                            "parameters.h_local.source", "parameters.h_local.value", "parameters.h_distant_after_local",
                            "transitions.local.hazard", "", "parameters.h_local ", "parameters.theta=1\nextends"})
        EXPECT_THROW(State(Json{{"set", {{key, 1}}}}, controls()), UsageError) << key;
}

TEST(State, RefusesOtherValues) {
    for (const char* value : {R"("1")", "null", "true", "[1]", "{}", R"("h_distant")"})
        EXPECT_THROW(state_of(std::string(R"({"parameters.theta": )") + value + "}"), UsageError) << value;
    for (const char* value : {"0.25", "[1]", "[0.25, 0.25, 0.25, \"0.25\"]", "[[0.25, 0.25, 0.25, 0.25]]", "null"})
        EXPECT_THROW(state_of(std::string(R"({"factors.age_band.probabilities": )") + value + "}"), UsageError)
            << value;
    EXPECT_THROW(State(Json::array(), controls()), UsageError);
    EXPECT_THROW(State(Json{{"set", 1}}, controls()), UsageError);
}

TEST(State, ReadsJsonWithinLimits) {
    EXPECT_EQ(read_json(R"({"a": [1, {"b": 2}]})")["a"][1]["b"], 2);
    const std::string deep = std::string(50000, '[') + std::string(50000, ']');
    for (const std::string& text : {std::string(), std::string("{"), std::string("{\"a\": 1e999}"), std::string("NaN"),
                                    std::string("{} {}"), std::string("\"\xff\""), deep})
        EXPECT_THROW(read_json(text), UsageError) << text.substr(0, 20);
}

/// The config that a state's TOML makes, from a folder of its own.
LoadedConfig loaded_toml(const ConfigSource& source, const State& state) {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("ibtr_explore_state_" + std::to_string(::getpid()) + ".toml");
    std::ofstream(file) << toml_of(source, state);
    LoadedConfig config = load_config(file);
    std::filesystem::remove(file);
    return config;
}

// One text, one hash: whatever reads the model reads the same.
TEST(State, TomlIsTheConfigOfTheCommandLine) {
    const State state = state_of(R"({"parameters.hr_local_repeat_bcs": 4.6, "parameters.theta": 1.05,
                                     "factors.age_band.probabilities": [0, 0, 1, 0]})");
    const ConfigSource source{base_config, {"patients=1000"}};
    ConfigSource changed = source;
    for (const std::string& text : state.overrides()) changed.overrides.push_back(text);
    const LoadedConfig by_line = load_config(changed), by_toml = loaded_toml(source, state);
    EXPECT_EQ(by_line.text, by_toml.text);
    EXPECT_EQ(by_line.hash, by_toml.hash);
    EXPECT_NE(by_line.hash, load_config(base_config).hash);
}

// Numbers that stand in lists without names, which `extends` replaces whole.
TEST(State, TomlRepeatsListsOfHazardRatiosValuesAndCaseMixes) {
    for (const auto& [file, keys] :
         {std::pair{std::string(IBTR_CONFIGS "/scenarios/selection_seer.toml"),
                    std::vector<std::string>{"transitions.diverted.hazard_ratios[0].value", "case_mix[1].probabilities",
                                             "factors.biology.rows[2].probabilities"}},
          std::pair{std::string(IBTR_CONFIGS "/models/hip_replacement.toml"), std::vector<std::string>{}}}) {
        const std::vector<Control> all = controls::controls_of(load_config(file));
        Json set = Json::object();
        for (const Control& control : all) {
            const bool is_asked = std::find(keys.begin(), keys.end(), control.key) != keys.end();
            if (!is_asked && (!keys.empty() || control.key.find('[') == std::string::npos)) continue;
            if (control.kind == ControlKind::shares) {
                std::vector<double> shares = control.value;
                std::swap(shares.front(), shares.back());
                set[control.key] = shares;
            } else {
                set[control.key] = control.value.front() * 0.5 + (control.value.front() == 0 ? 0.25 : 0);
            }
        }
        ASSERT_GE(set.size(), std::max<std::size_t>(keys.size(), 1)) << file;
        const State state(Json{{"set", set}}, all);
        const LoadedConfig by_line = load_config(ConfigSource{file, state.overrides()});
        EXPECT_EQ(by_line.text, loaded_toml({file, {}}, state).text) << file;
        EXPECT_NE(by_line.text, load_config(file).text) << file;
    }
}

}  // namespace
}  // namespace ibtr::explore
