#include "controls/control.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "ibtr/config.hpp"

namespace ibtr::controls {
namespace {

const Control& find(const std::vector<Control>& controls, const std::string& key) {
    const auto found =
        std::find_if(controls.begin(), controls.end(), [&](const Control& one) { return one.key == key; });
    if (found == controls.end()) throw std::runtime_error("no control " + key);
    return *found;
}

TEST(Controls, AreEveryParameterWithAValue) {
    const LoadedConfig config = load_config(IBTR_CONFIGS "/evidence_model.toml");
    const std::vector<Control> controls = controls_of(config);
    for (const Parameter& parameter : config.model.parameters) {
        const std::string key = "parameters." + parameter.name;
        const auto count =
            std::count_if(controls.begin(), controls.end(), [&](const Control& one) { return one.key == key; });
        EXPECT_EQ(count, parameter.value ? 1 : 0) << key;
    }
}

TEST(Controls, SayWhatTheConfigSays) {
    const std::vector<Control> controls = controls_of(load_config(IBTR_CONFIGS "/ibtr.toml"));
    const Control& published = find(controls, "parameters.hr_local_repeat_bcs");
    EXPECT_EQ(published.kind, ControlKind::toggled);
    EXPECT_EQ(published.off, 1.0);  // a hazard ratio
    EXPECT_TRUE(published.published && published.enters && !published.assumption);
    EXPECT_EQ(published.low, 1.72);
    EXPECT_EQ(published.high, 3.06);
    EXPECT_EQ(published.source, "E02-04");
    EXPECT_TRUE(published.logarithmic);
    const Control& mechanism = find(controls, "parameters.theta");
    EXPECT_EQ(mechanism.off, 1.0);
    EXPECT_FALSE(mechanism.low || mechanism.high);
    // 259 of 1050: the 95 % interval of beta(259, 791), by R's qbeta to six digits.
    const Control& share = find(controls, "parameters.share_repeat_rt");
    EXPECT_FALSE(share.published);
    EXPECT_NEAR(*share.low, 0.221071, 1e-6);
    EXPECT_NEAR(*share.high, 0.273177, 1e-6);
    EXPECT_EQ(share.minimum, 0);
    EXPECT_EQ(share.maximum, 1);
    const Control& ages = find(controls, "factors.age_band.probabilities");
    EXPECT_EQ(ages.kind, ControlKind::shares);
    EXPECT_EQ(ages.value, (std::vector<double>{0.15, 0.35, 0.35, 0.15}));
    EXPECT_EQ(ages.presets.size(), 5U);
}

// Published numbers from which parameters were solved: the solution is that of the parameters.
TEST(Controls, KnowWhatDoesNotEnter) {
    const std::vector<Control> controls = controls_of(load_config(IBTR_CONFIGS "/evidence_model.toml"));
    EXPECT_FALSE(find(controls, "parameters.published_local_mastectomy").enters);
    EXPECT_TRUE(find(controls, "parameters.published_death_bc_year_1").enters);  // through an expression
    EXPECT_TRUE(find(controls, "parameters.peak_amplitude").enters);
    EXPECT_TRUE(find(controls, "transitions.diverted.hazard_ratios[4].value").enters);
}

TEST(Controls, HoldTheirValuesIntervalsAndScale) {
    for (const char* name :
         {"ibtr", "economics", "evidence_model", "bench_markov", "first_year", "models/hip_replacement", "models/colon",
          "models/sick_sicker", "scenarios/selection_seer"})
        for (const Control& control : controls_of(load_config(std::string(IBTR_CONFIGS "/") + name + ".toml"))) {
            EXPECT_LT(control.minimum, control.maximum) << control.key;
            EXPECT_TRUE(!control.logarithmic || control.minimum > 0) << control.key;
            EXPECT_EQ(control.low.has_value(), control.high.has_value()) << control.key;
            std::vector<double> numbers = control.value;
            for (const auto& number : {control.low, control.high, control.off})
                if (number) numbers.push_back(*number);
            for (const double number : numbers) {
                EXPECT_GE(number, control.minimum) << control.key;
                EXPECT_LE(number, control.maximum) << control.key;
            }
        }
}

}  // namespace
}  // namespace ibtr::controls
