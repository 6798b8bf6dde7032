#include "validate/target_estimand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/statistics.hpp"
#include "base/text.hpp"
#include "estimate/endpoints.hpp"
#include "ibtr/error.hpp"
#include "ibtr/event_graph.hpp"

namespace ibtr::validation {
namespace {

std::string missing_name(const std::string& what, const std::string& name, const std::vector<std::string>& names) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return "";
    return what + " " + unknown_name(name, names);
}

std::string missing_women(const Model& model, const std::string& group) {
    try {
        parse_women(model, group);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "";
}

/// True for a share of women with an event, false for one without.
bool is_incidence(const Estimand& estimand) {
    return estimand.endpoint.starts_with("cif_") || estimand.measure == "share_distant";
}

}  // namespace

Estimand estimand_of(const Target& target, const ValidationRules& rules) {
    Estimand estimand{target.endpoint == "second_recurrence" ? "cif_second_recurrence" : target.endpoint,
                      target.measure,
                      target.strategy,
                      is_contrast(target.measure) ? target.comparator : "",
                      target.group,
                      is_contrast(target.measure) ? target.comparator_group : "",
                      target.time_years.value_or(rules.default_years),
                      target.adjusted_for,
                      target.time_zero == "metastasis_diagnosis"};
    if (!is_contrast(target.measure)) estimand.adjusted_for.clear();
    return estimand;
}

std::string missing_for(const Model& model, const Estimand& estimand) {
    std::vector<std::string> strategies, factors, endpoints;
    for (const Strategy& strategy : model.strategies) strategies.push_back(strategy.name);
    for (const Factor& factor : model.factors) factors.push_back(factor.name);
    for (const Endpoint& endpoint : plan_endpoints(model, make_event_graph(model)).endpoints)
        endpoints.push_back(endpoint.name);

    std::vector<std::string> missing{
        missing_name("strategy", estimand.strategy, strategies), missing_name("endpoint", estimand.endpoint, endpoints),
        missing_women(model, estimand.group), missing_women(model, estimand.comparator_group)};
    if (!estimand.comparator.empty()) missing.push_back(missing_name("strategy", estimand.comparator, strategies));
    for (const std::string& factor : estimand.adjusted_for) missing.push_back(missing_name("factor", factor, factors));
    if (estimand.after_metastasis) missing.push_back(missing_name("endpoint", "cif_distant", endpoints));
    const auto first = std::find_if(missing.begin(), missing.end(), [](const std::string& m) { return !m.empty(); });
    return first == missing.end() ? "" : *first;
}

double comparable(const Estimand& estimand, double value) {
    if (is_contrast(estimand.measure)) return estimand.measure == "rd" ? value : std::log(value);
    return is_incidence(estimand) ? std::log(-std::log1p(-value)) : -std::log(-std::log(value));
}

double published_error(const Estimand& estimand, double value, double low, double high) {
    const double centre = comparable(estimand, value);
    const double below = std::abs(centre - comparable(estimand, low));
    const double above = std::abs(comparable(estimand, high) - centre);
    if (!std::isfinite(centre) || !(std::isfinite(below) || std::isfinite(above)))
        return std::numeric_limits<double>::quiet_NaN();
    if (!std::isfinite(below)) return above / z_975;
    if (!std::isfinite(above)) return below / z_975;
    return std::abs(comparable(estimand, high) - comparable(estimand, low)) / (2 * z_975);
}

double from_comparable(const Estimand& estimand, double scaled) {
    if (is_contrast(estimand.measure)) return estimand.measure == "rd" ? scaled : std::exp(scaled);
    return is_incidence(estimand) ? -std::expm1(-std::exp(scaled)) : std::exp(-std::exp(-scaled));
}

}  // namespace ibtr::validation
