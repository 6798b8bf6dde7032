#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/config.hpp"

/// What of a config a person can move: every number that says something about people, with its published interval and
/// the range of its slider.
namespace ibtr::explore {

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
    std::vector<std::string> parts = {};     ///< labels of the shares
    std::vector<Preset> presets = {};        ///< of shares
    std::vector<std::string> partners = {};  ///< keys of sliders with which it sums to 1
};

/// In the order of the config: parameters, numbers written in place of a parameter, case mixes.
std::vector<Control> controls_of(const LoadedConfig& config);

nlohmann::ordered_json to_json(const std::vector<Control>& controls);

}  // namespace ibtr::explore
