#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controls/control.hpp"
#include "ibtr/config.hpp"

/// What the page sends: JSON from anywhere, believed in nothing.
namespace ibtr::explore {

using controls::Control;
using controls::ControlKind;

/// Reads JSON that is nested at most eight deep. @throws UsageError saying what is wrong with it
nlohmann::ordered_json read_json(std::string_view text);

/// Where the sliders are: what is set otherwise than in the config.
class State {
public:
    State() = default;
    /// Reads {"set": {KEY: number or list of shares}}.
    /// @throws UsageError for a key that is none of the controls, or a value that is no number (shares: of numbers)
    State(const nlohmann::ordered_json& json, const std::vector<Control>& controls);

    /// As `--set` takes them; numbers are written in the fewest digits that read back to the same.
    [[nodiscard]] std::vector<std::string> overrides() const;
    /// With another value of one key.
    [[nodiscard]] State with(const std::string& key, double value) const;
    /// The value of a key, where it is set to one number.
    [[nodiscard]] std::vector<double> value_of(const Control& control) const;

private:
    std::vector<std::pair<std::string, std::vector<double>>> settings_;
};

/// A command line that repeats a state: "ibtr exact CONFIG --set '...' ...". @param source the config and the overrides
/// that the state is laid on
std::string command_line_of(const ConfigSource& source, const State& state);

/// The same as a config that extends the source's, which it names by its full path. @throws ConfigError
std::string toml_of(const ConfigSource& source, const State& state);

}  // namespace ibtr::explore
