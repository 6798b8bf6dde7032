#include "explore/state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "config/extending_config.hpp"
#include "ibtr/error.hpp"

namespace ibtr::explore {
namespace {

using Json = nlohmann::ordered_json;

double finite_number(const Json& json, const std::string& key) {
    if (!json.is_number()) throw UsageError(key + ": is not a number");
    const double number = json.get<double>();
    if (!std::isfinite(number)) throw UsageError(key + ": is not a finite number");
    return number;
}

std::vector<double> numbers_of(const Json& json, const Control& control) {
    if (control.kind != ControlKind::shares) return {finite_number(json, control.key)};
    if (!json.is_array() || json.size() != control.value.size())
        throw UsageError(fmt::format("{}: has to be a list of {} shares", control.key, control.value.size()));
    std::vector<double> numbers;
    for (const Json& element : json) numbers.push_back(finite_number(element, control.key));
    return numbers;
}

/// Shares are always several.
std::string text_of(const std::vector<double>& numbers) {
    return numbers.size() > 1 ? fmt::format("[{}]", fmt::join(numbers, ", ")) : fmt::format("{}", numbers.front());
}

/// As a shell reads it back.
std::string in_quotes(const std::string& word) {
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

bool is_plain(const std::string& word) {
    return !word.empty() &&
           word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-") ==
               std::string::npos;
}

}  // namespace

Json read_json(std::string_view text) {
    constexpr int deepest = 8;
    const auto watch_depth = [](int depth, Json::parse_event_t, Json&) {
        if (depth > deepest) throw UsageError("the JSON is nested too deeply");
        return true;
    };
    try {
        return Json::parse(text, watch_depth);
    } catch (const Json::exception&) {
        throw UsageError("the body is no JSON, or holds a number that no double can be");
    }
}

State::State(const Json& json, const std::vector<Control>& controls) {
    if (!json.is_object()) throw UsageError("state: is no object");
    const auto set = json.find("set");
    if (set == json.end()) return;
    if (!set->is_object()) throw UsageError("state.set: is no object");
    for (const auto& entry : set->items()) {
        const auto control =
            std::find_if(controls.begin(), controls.end(), [&](const Control& one) { return one.key == entry.key(); });
        if (control == controls.end())
            throw UsageError("state.set: one of its keys is none of the controls of this config");
        settings_.emplace_back(control->key, numbers_of(entry.value(), *control));
    }
}

std::vector<std::string> State::overrides() const {
    std::vector<std::string> texts;
    for (const auto& [key, numbers] : settings_) texts.push_back(key + '=' + text_of(numbers));
    return texts;
}

State State::with(const std::string& key, double value) const {
    State changed = *this;
    const auto present = std::find_if(changed.settings_.begin(), changed.settings_.end(),
                                      [&](const auto& setting) { return setting.first == key; });
    if (present != changed.settings_.end())
        present->second = {value};
    else
        changed.settings_.emplace_back(key, std::vector{value});
    return changed;
}

std::vector<double> State::value_of(const Control& control) const {
    const auto present = std::find_if(settings_.begin(), settings_.end(),
                                      [&](const auto& setting) { return setting.first == control.key; });
    return present == settings_.end() ? control.value : present->second;
}

std::string command_line_of(const ConfigSource& source, const State& state) {
    std::string line = "ibtr exact " + (is_plain(source.path) ? source.path : in_quotes(source.path));
    std::vector<std::string> overrides = source.overrides;
    for (std::string& text : state.overrides()) overrides.push_back(std::move(text));
    for (const std::string& text : overrides) line += " --set " + in_quotes(text);
    return line;
}

std::string toml_of(const ConfigSource& source, const State& state) {
    ConfigSource changed = source;
    for (std::string& text : state.overrides()) changed.overrides.push_back(std::move(text));
    return config::extending_config(changed, std::filesystem::absolute(source.path).lexically_normal().string());
}

}  // namespace ibtr::explore
