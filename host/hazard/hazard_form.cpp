#include <algorithm>
#include <cstddef>
#include <utility>

#include "hazard/conditions.hpp"
#include "hazard/stepped_ratio.hpp"
#include "ibtr/hazard.hpp"

namespace ibtr {
namespace {

/// The product of hazard ratios that change, as one that does.
SteppedRatio product_of(const Transition& transition, const HazardForm& form, const Parameters& parameters) {
    SteppedRatio product{{0}, {1}};
    for (const std::size_t i : form.changing)
        for (const RatioChange& change : transition.hazard_ratios[i].changes)
            product.starts_years.push_back(change.start_years);
    std::sort(product.starts_years.begin(), product.starts_years.end());
    product.starts_years.erase(std::unique(product.starts_years.begin(), product.starts_years.end()),
                               product.starts_years.end());
    product.values.assign(product.starts_years.size(), 1);
    for (const std::size_t i : form.changing) {
        const HazardRatio& ratio = transition.hazard_ratios[i];
        for (std::size_t piece = 0; piece < product.values.size(); ++piece) {
            const Input* value = &ratio.value;
            for (const RatioChange& change : ratio.changes)
                if (change.start_years <= product.starts_years[piece]) value = &change.value;
            product.values[piece] *= static_cast<long double>(parameters.value(*value));
        }
    }
    return product;
}

}  // namespace

HazardForm hazard_form(const Transition& transition, StrategyIndex strategy, const std::vector<std::size_t>& levels) {
    HazardForm form;
    for (std::size_t i = 0; i < transition.hazard_where.size(); ++i)
        if (holds(transition.hazard_where[i], strategy, levels)) form.place = i + 1;
    for (std::size_t i = 0; i < transition.hazard_ratios.size(); ++i)
        if (!transition.hazard_ratios[i].changes.empty() && holds(transition.hazard_ratios[i], strategy, levels))
            form.changing.push_back(i);
    return form;
}

const HazardSpec& spec_of(const Transition& transition, const HazardForm& form) {
    return form.place == 0 ? transition.hazard : transition.hazard_where[form.place - 1].hazard;
}

std::unique_ptr<CumulativeHazard> make_cumulative_hazard(const Transition& transition, const HazardForm& form,
                                                         const Model& model, const Parameters& parameters) {
    auto hazard = make_cumulative_hazard(spec_of(transition, form), model, parameters);
    if (form.changing.empty()) return hazard;
    return make_stepped(std::move(hazard), product_of(transition, form, parameters));
}

}  // namespace ibtr
