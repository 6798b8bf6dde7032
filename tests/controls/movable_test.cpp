#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "controls/control.hpp"
#include "ibtr/config.hpp"
#include "page/movable_controls.hpp"

namespace ibtr::page {
namespace {

using controls::Control;

std::string config_file(const std::string& name) {
    return std::string(IBTR_CONFIGS "/") + name + ".toml";
}

// One description: what a report moves is what the live page shows, but for shares that stay off 0 and 1, where a
// stratum of the compiled tables would end.
TEST(MovableControls, AreThoseOfTheLivePage) {
    for (const char* name : {"ibtr", "evidence_model", "scenarios/selection_gentile", "models/colon"}) {
        const Study study(load_config(config_file(name)));
        const nlohmann::ordered_json all = controls::to_json(controls::controls_of(study.config()));
        const nlohmann::ordered_json moved = controls::to_json(movable_controls(study).controls);
        ASSERT_FALSE(moved.empty()) << name;
        for (const nlohmann::ordered_json& control : moved) {
            const auto same =
                std::find_if(all.begin(), all.end(), [&](const auto& one) { return one["key"] == control["key"]; });
            ASSERT_NE(same, all.end()) << control["key"];
            for (const auto& [field, value] : same->items()) {
                if (control["unit"] == "probability" &&
                    (field == "minimum" || field == "maximum" || field == "presets")) {
                    EXPECT_TRUE(field == "presets" || (control[field] >= 0 && control[field] <= 1));
                    continue;
                }
                EXPECT_EQ(control[field], value) << name << ' ' << control["key"] << ' ' << field;
            }
        }
    }
}

// A slider is there, or the page names what has none: nothing that curves depend on is silently absent.
TEST(MovableControls, OrAreNamedAsFixed) {
    const Study study(load_config(config_file("evidence_model")));
    const MovableControls movable = movable_controls(study);
    std::size_t enter = 0;
    for (const Control& control : controls::controls_of(study.config())) {
        const bool is_there = std::any_of(movable.controls.begin(), movable.controls.end(),
                                          [&](const Control& one) { return one.key == control.key; });
        const bool is_named =
            std::find(movable.fixed.begin(), movable.fixed.end(), control.label) != movable.fixed.end();
        if (!control.enters) {
            EXPECT_FALSE(is_there) << control.key;
            continue;
        }
        EXPECT_NE(is_there, is_named) << control.key;  // the model has no economics
        ++enter;
    }
    EXPECT_EQ(enter, movable.controls.size() + movable.fixed.size());
    EXPECT_FALSE(movable.fixed.empty());
}

// Of shares that depend on another factor, too: the tables hold strata, the page their weights.
TEST(MovableControls, HoldSharesGivenOtherFactors) {
    const MovableControls movable = movable_controls(Study(load_config(config_file("evidence_model"))));
    const auto shares = std::find_if(movable.controls.begin(), movable.controls.end(), [](const Control& one) {
        return one.key == "factors.biology.rows[5].probabilities";
    });
    ASSERT_NE(shares, movable.controls.end());
    EXPECT_EQ(shares->value, (std::vector<double>{0.24, 0.76}));
    EXPECT_GT(shares->minimum, 0);  // without anybody a stratum would end
    for (const controls::Preset& preset : shares->presets)
        for (const double share : preset.values) EXPECT_GE(share, shares->minimum) << preset.label;
}

// At 0 and 1 a case mix leaves a class with nobody to standardise, so that the slider ends before. A share that is 0 in
// the base case has no strata in the tables; at 1 it has as many as at 0, but others.
TEST(MovableControls, KeepEveryStratum) {
    const MovableControls movable = movable_controls(Study(load_config(config_file("scenarios/selection_joint"))));
    const auto find = [&](const std::string& key) {
        return std::find_if(movable.controls.begin(), movable.controls.end(),
                            [&](const Control& one) { return one.key == key; });
    };
    const auto size = find("parameters.favourable_size");
    ASSERT_NE(size, movable.controls.end());
    EXPECT_GT(size->minimum, 0);
    EXPECT_LT(size->maximum, 1);
    EXPECT_EQ(find("parameters.favourable_luminal_b"), movable.controls.end());
}

// size is decided by another factor with certainty: strata of the other levels are in no table.
TEST(MovableControls, LeaveSharesOfNobodyAlone) {
    for (const Control& control :
         movable_controls(Study(load_config(config_file("scenarios/selection_joint")))).controls)
        if (control.kind == controls::ControlKind::shares && control.key.starts_with("factors.")) {
            for (const double share : control.value) EXPECT_GT(share, 0) << control.key;
        }
}

}  // namespace
}  // namespace ibtr::page
