#include "hazard/hazard_name.hpp"

namespace ibtr {

std::vector<double> hazard_name(const Transition& transition, const HazardForm& form, const Parameters& parameters) {
    const HazardSpec& spec = spec_of(transition, form);
    std::vector<double> name{static_cast<double>(spec.family), static_cast<double>(spec.life_table),
                             static_cast<double>(spec.knots.size())};
    name.insert(name.end(), spec.knots.begin(), spec.knots.end());
    for (const Input& coefficient : spec.coefficients) name.push_back(parameters.value(coefficient));
    for (const std::size_t i : form.changing) {
        const HazardRatio& ratio = transition.hazard_ratios[i];
        name.insert(name.end(), {static_cast<double>(ratio.changes.size()), parameters.value(ratio.value)});
        for (const RatioChange& change : ratio.changes)
            name.insert(name.end(), {change.start_years, parameters.value(change.value)});
    }
    return name;
}

}  // namespace ibtr
