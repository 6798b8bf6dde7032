#include "validate/prediction.hpp"

#include <charconv>
#include <cmath>

#include "base/statistics.hpp"

namespace ibtr::validation {
namespace {

/// "20 studies" -> 20
std::optional<double> number_of_studies(const std::string& text) {
    if (text.find("studies") == std::string::npos) return std::nullopt;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<PredictionInterval> prediction_interval(const Target& target, const Evidence& evidence) {
    if (target.evidence_ids.size() < 2 || target.measure == "proportion" || target.measure == "p_value") return {};
    if (!target.value || !target.ci_low || !target.ci_high || *target.ci_low <= 0) return {};
    const EvidenceRow* pooled = evidence.find(target.evidence_ids.front());
    if (pooled == nullptr) return {};
    const std::optional<double> studies = number_of_studies(pooled->n_text);
    std::optional<double> inconsistency;
    for (const std::string& id : target.evidence_ids)
        if (const EvidenceRow* row = evidence.find(id); row != nullptr && row->statistic == "percent I2" && row->value)
            inconsistency = *row->value / 100;
    if (!studies || *studies < 3 || !inconsistency) return {};
    const double error = std::log(*target.ci_high / *target.ci_low) / (2 * z_975);
    const double tau2 = *inconsistency * *studies * error * error;
    const double t = t_975(*studies - 2);
    const double half = t * std::sqrt(tau2 + error * error);
    return PredictionInterval{{*target.value * std::exp(-half), *target.value * std::exp(half)}, std::sqrt(tau2)};
}

}  // namespace ibtr::validation
