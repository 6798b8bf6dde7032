#include "validate/prediction.hpp"

#include <cmath>

#include "base/statistics.hpp"

namespace ibtr::validation {

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
