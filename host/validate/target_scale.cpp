#include "validate/target_scale.hpp"

#include <cmath>

#include "base/statistics.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr::validation {

Quantity quantity_of(const Model& model, const Target& target) {
    return resolve(model, text_of(model, target));
}

QuantityText text_of(const Model& model, const Target& target) {
    QuantityText text = target.what;
    if (model.find_endpoint(text.endpoint)) text.endpoint = incidence_prefix + text.endpoint;
    return text;
}

double comparable(const Quantity& quantity, double value) {
    switch (scale_of(quantity)) {
        case Scale::plain:
            break;
        case Scale::ratio:
            return std::log(value);
        case Scale::survival:
            return -std::log(-std::log(value));
        case Scale::incidence:
            return std::log(-std::log1p(-value));
    }
    return value;
}

double from_comparable(const Quantity& quantity, double scaled) {
    switch (scale_of(quantity)) {
        case Scale::plain:
            break;
        case Scale::ratio:
            return std::exp(scaled);
        case Scale::survival:
            return std::exp(-std::exp(-scaled));
        case Scale::incidence:
            return -std::expm1(-std::exp(scaled));
    }
    return scaled;
}

double published_error(const Quantity& quantity, double value, double low, double high) {
    const double centre = comparable(quantity, value);
    const double below = std::abs(centre - comparable(quantity, low));
    const double above = std::abs(comparable(quantity, high) - centre);
    if (!std::isfinite(centre) || !(std::isfinite(below) || std::isfinite(above))) return undefined;
    if (!std::isfinite(below)) return above / z_975;
    if (!std::isfinite(above)) return below / z_975;
    return std::abs(comparable(quantity, high) - comparable(quantity, low)) / (2 * z_975);
}

std::optional<PredictionInterval> prediction_interval(const Target& target, const Evidence& evidence) {
    const auto measure = find_measure(target.what.measure);
    if (!measure || traits(*measure).scale != Scale::ratio || measure == Measure::p_value) return {};
    if (!target.value || !target.ci_low || !target.ci_high || *target.ci_low <= 0) return {};
    std::optional<double> inconsistency;
    for (const std::string& id : target.evidence_ids)
        if (const EvidenceRow* row = evidence.find(id); row != nullptr && row->is_inconsistency() && row->value)
            inconsistency = *row->value / 100;
    if (target.studies.value_or(0) < 3 || !inconsistency) return {};
    const double studies = *target.studies;
    const double error = std::log(*target.ci_high / *target.ci_low) / (2 * z_975);
    const double tau2 = *inconsistency * studies * error * error;
    const double t = t_975(studies - 2);
    const double half = t * std::sqrt(tau2 + error * error);
    return PredictionInterval{{*target.value * std::exp(-half), *target.value * std::exp(half)}, std::sqrt(tau2)};
}

}  // namespace ibtr::validation
