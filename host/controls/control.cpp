#include "controls/control.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "config/document.hpp"
#include "controls/inline_numbers.hpp"
#include "controls/parameter_controls.hpp"
#include "controls/shares.hpp"

namespace ibtr::controls {
namespace {

const char* to_text(ControlKind kind) {
    switch (kind) {
        case ControlKind::slider:
            return "slider";
        case ControlKind::toggled:
            return "switch";
        case ControlKind::shares:
            return "shares";
    }
    return "";
}

}  // namespace

std::vector<Control> controls_of(const LoadedConfig& config) {
    const config::Node document = config::parse_toml(config.text, "config");
    std::vector<Control> controls = parameter_controls(document, config.model);
    for (Control& control : inline_numbers(document)) controls.push_back(std::move(control));
    for (Control& control : share_controls(document, config.model)) controls.push_back(std::move(control));
    return controls;
}

nlohmann::ordered_json to_json(const std::vector<Control>& controls) {
    using Json = nlohmann::ordered_json;
    const auto optional = [](const std::optional<double>& number) { return number ? Json(*number) : Json(nullptr); };
    Json list = Json::array();
    for (const Control& control : controls) {
        Json presets = Json::array();
        for (const Preset& preset : control.presets)
            presets.push_back({{"label", preset.label}, {"values", preset.values}});
        const bool shares = control.kind == ControlKind::shares;
        list.push_back(
            {{"key", control.key},
             {"name", control.name},
             {"label", control.label},
             {"section", control.section},
             {"kind", to_text(control.kind)},
             {"unit", control.unit},
             {"value", shares ? Json(control.value) : Json(control.value.front())},
             {"low", optional(control.low)},
             {"high", optional(control.high)},
             {"interval", !control.low ? Json(nullptr) : Json(control.published ? "published" : "distribution")},
             {"minimum", control.minimum},
             {"maximum", control.maximum},
             {"scale", control.logarithmic ? "log" : "linear"},
             {"off", optional(control.off)},
             {"enters", control.enters},
             {"assumption", control.assumption},
             {"source", control.source},
             {"note", control.note},
             {"parts", control.parts},
             {"presets", std::move(presets)},
             {"partners", control.partners}});
    }
    return list;
}

}  // namespace ibtr::controls
