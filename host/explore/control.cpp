#include "explore/control.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json_number.hpp"
#include "base/text.hpp"
#include "explore/inline_numbers.hpp"
#include "explore/parameter_uses.hpp"
#include "explore/slider_range.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr::explore {
namespace {

/// "hr_local_over_2_cm" as "Hazard ratio: local over 2 cm".
std::string label_of_parameter(const std::string& name) {
    std::string words = name, prefix;
    for (const auto& [start, meaning] : {std::pair{"hr_", "Hazard ratio: "}, std::pair{"h_", "Hazard: "}})
        if (prefix.empty() && words.starts_with(start)) {
            words.erase(0, std::string(start).size());
            prefix = meaning;
        }
    std::replace(words.begin(), words.end(), '_', ' ');
    return prefix.empty() ? sentence_case(words) : prefix + words;
}

/// Ends of the 95 % interval of a parameter: as published, else of the distribution that it is drawn from.
void set_interval(const Parameter& parameter, std::size_t place, const ParameterSampler* sampler, Control& control) {
    if (parameter.uncertainty && parameter.uncertainty->ci95_low && parameter.uncertainty->ci95_high) {
        control.low = parameter.uncertainty->ci95_low;
        control.high = parameter.uncertainty->ci95_high;
        control.published = true;
        return;
    }
    if (sampler == nullptr) return;
    const std::vector<std::size_t>& drawn = sampler->drawn();
    if (std::find(drawn.begin(), drawn.end(), place) == drawn.end()) return;
    control.low = sampler->quantile_of(place, 0.025);
    control.high = sampler->quantile_of(place, 0.975);
}

void set_partners(const Model& model, std::size_t place, Control& control) {
    for (const JointUncertainty& joint : model.joint_uncertainties) {
        if (!joint.makes_share(place)) continue;
        for (const std::size_t other : joint.parameters)
            if (other != place) control.partners.push_back("parameters." + model.parameters[other].name);
    }
}

bool is_uncertain(const Model& model) {
    return model.posterior || !model.joint_uncertainties.empty() ||
           std::any_of(model.parameters.begin(), model.parameters.end(),
                       [](const Parameter& parameter) { return parameter.uncertainty.has_value(); });
}

Control control_of(const Model& model, std::size_t place, const ParameterSampler* sampler,
                   const std::map<std::string, std::string>& sections) {
    const Parameter& parameter = model.parameters[place];
    const auto section = sections.find(parameter.name);
    Control control;
    control.key = "parameters." + parameter.name;
    control.name = parameter.name;
    control.label = label_of_parameter(parameter.name);
    control.unit = parameter.unit;
    control.value = {*parameter.value};
    control.enters = section != sections.end();
    control.section = !control.enters ? unused_section : parameter.null_value ? mechanisms_section : section->second;
    control.source = parameter.source;
    control.note = parameter.note;
    control.assumption = parameter.source.starts_with("assumption");
    control.off = parameter.null_value;
    if (!control.off && control.section == ratios_section && parameter.unit == "ratio") control.off = 1.0;
    if (control.off) control.kind = ControlKind::toggled;
    set_interval(parameter, place, sampler, control);
    set_partners(model, place, control);
    set_range(default_range(parameter, *parameter.value), control);
    return control;
}

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
    const Model& model = config.model;
    const config::Node document = config::parse_toml(config.text, "config");
    const std::map<std::string, std::string> sections = parameter_sections(document, model);
    std::optional<ParameterSampler> sampler;
    if (is_uncertain(model)) sampler.emplace(model, Design{DesignKind::monte_carlo, 1, 1}, model.seed);
    std::vector<Control> controls;
    for (std::size_t place = 0; place < model.parameters.size(); ++place)
        if (model.parameters[place].value)
            controls.push_back(control_of(model, place, sampler ? &*sampler : nullptr, sections));
    for (Control& control : inline_numbers(document)) controls.push_back(std::move(control));
    for (Control& control : case_mixes(document, model)) controls.push_back(std::move(control));
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

}  // namespace ibtr::explore
