#include "controls/parameter_controls.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "controls/parameter_uses.hpp"
#include "controls/slider_range.hpp"
#include "controls/words.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "model/parameter_range.hpp"

namespace ibtr::controls {
namespace {

/// "hr_local_over_2_cm" as "Hazard ratio: local over 2 cm".
std::string label_of_parameter(const std::string& name) {
    for (const auto& [start, meaning] : {std::pair{std::string("hr_"), "Hazard ratio: "},
                                         {"h_", "Hazard: "},
                                         {"log_ratio_", "Logarithm of a ratio: "}})
        if (name.starts_with(start)) return meaning + in_words(name.substr(start.size()));
    return sentence_case(in_words(name));
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
            if (other != place) control.partners.push_back(parameter_key(model.parameters[other]));
    }
}

bool is_uncertain(const Model& model) {
    return model.posterior || !model.joint_uncertainties.empty() ||
           std::any_of(model.parameters.begin(), model.parameters.end(),
                       [](const Parameter& parameter) { return parameter.uncertainty.has_value(); });
}

Control control_of(const Model& model, std::size_t place, const ParameterSampler* sampler, const ParameterUses& uses) {
    const Parameter& parameter = model.parameters[place];
    Control control;
    control.key = parameter_key(parameter);
    control.name = parameter.name;
    control.label = label_of_parameter(parameter.name);
    control.unit = parameter.unit;
    control.value = {*parameter.value};
    control.enters = uses.contains(place);
    control.section = !control.enters        ? unused_section
                      : parameter.null_value ? mechanisms_section
                                             : uses.section(place);
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

}  // namespace

std::string parameter_key(const Parameter& parameter) {
    return "parameters." + parameter.name;
}

std::vector<Control> parameter_controls(const config::Node& document, const Model& model) {
    const ParameterUses uses = uses_in_the_solution(document, model);
    std::optional<ParameterSampler> sampler;
    if (is_uncertain(model)) sampler.emplace(model, Design{DesignKind::monte_carlo, 1, 1}, model.seed);
    std::vector<Control> controls;
    for (std::size_t place = 0; place < model.parameters.size(); ++place)
        if (model.parameters[place].value)
            controls.push_back(control_of(model, place, sampler ? &*sampler : nullptr, uses));
    return controls;
}

}  // namespace ibtr::controls
