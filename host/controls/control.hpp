#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/config.hpp"

/// What of a config a person can move, in reports and in the live page: every number that says something about people,
/// with its published interval and the range of its slider.
namespace ibtr::controls {

enum class ControlKind : std::uint8_t {
    slider,   ///< one number
    toggled,  ///< one number that has a value at which what it stands for is switched off
    shares,   ///< several numbers that sum to 1
};

/// Values of shares that can be chosen by name.
struct Preset {
    std::string label;
    std::vector<double> values;
};

/// Whose shares a control moves: those of people over the levels of a factor, in one of its rows (of people with given
/// levels of its parents, where it has any) or in the case mix of a strategy.
struct SharesOf {
    std::size_t factor = 0;
    std::size_t row = 0;                       ///< 0 of a case mix
    std::optional<std::size_t> case_mix = {};  ///< index in Model::case_mixes

    bool operator==(const SharesOf&) const = default;
};

struct Control {
    std::string key;  ///< what `--set` takes
    std::string name, label, section;
    std::string unit;  ///< as of a parameter; empty: not said
    ControlKind kind = ControlKind::slider;
    std::vector<double> value;        ///< of the config: one, or the shares
    std::optional<double> low, high;  ///< 95 % interval
    bool published = false;           ///< the interval is written in the config; else it is that of the distribution
    double minimum = 0, maximum = 1;  ///< of the slider
    bool logarithmic = false;
    std::optional<double> off = {};
    bool enters = true;  ///< false: the solution does not depend on it
    bool assumption = false;
    std::string source = {}, note = {};
    std::optional<SharesOf> shares_of = {};  ///< of shares alone, as are their labels and presets
    std::vector<std::string> parts = {};
    std::vector<Preset> presets = {};
    std::vector<std::string> partners = {};  ///< keys of sliders with which it sums to 1
};

/// In the order of the config: parameters, numbers written in place of a parameter, shares.
std::vector<Control> controls_of(const LoadedConfig& config);

/// As the scripts of pages read them: docs/explore.md.
nlohmann::ordered_json to_json(const std::vector<Control>& controls);

}  // namespace ibtr::controls
