#include "ibtr/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "ibtr/model.hpp"
#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"

namespace ibtr {
namespace {

constexpr const char* everyone = "all";

std::size_t place_of(const char* what, const std::string& name, const std::vector<std::string>& names) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw UsageError(fmt::format("{} {}", what, unknown_name(name, names)));
    return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

Quantity resolve(const Model& model, const QuantityText& text) {
    Quantity quantity{
        .measure = parse_measure(text.measure), .population = PopulationKind::as_observed, .time_zero = text.time_zero};
    const std::vector<std::string> strategies = names_of(model.strategies);
    quantity.strategy = StrategyIndex(place_of("strategy", text.strategy, strategies));
    const std::vector<std::string> endpoints = endpoint_names(model);
    if (std::find(endpoints.begin(), endpoints.end(), text.endpoint) == endpoints.end())
        throw UsageError("endpoint " + missing_endpoint(model, text.endpoint));
    quantity.endpoint = text.endpoint;
    quantity.time_years = text.time_years.value_or(model.validation.default_years);
    quantity.group = parse_women(model, text.group);
    if (is_contrast(quantity.measure)) {
        quantity.comparator_group = parse_women(model, text.comparator_group);
        if (text.comparator_group == everyone && !quantity.group.empty())
            throw UsageError("comparator_group 'all' beside a group: name every level of a factor instead");
        if (!text.comparator.empty())
            quantity.comparator = StrategyIndex(place_of("strategy", text.comparator, strategies));
        for (const std::string& factor : text.adjusted_for)
            quantity.adjusted_for.push_back(place_of("factor", factor, names_of(model.factors)));
    }
    if (const auto why = missing_role(model, quantity)) throw UsageError(*why);
    return quantity;
}

WomenClass parse_women(const Model& model, const std::string& text) {
    WomenClass women;
    if (text.empty() || text == everyone) return women;
    for (const std::string& condition : split_text(text, '&')) {
        const std::size_t equals = condition.find('=');
        const std::string name = condition.substr(0, equals);
        const std::size_t factor = place_of("factor", name, names_of(model.factors));
        if (equals == std::string::npos) throw UsageError(fmt::format("group '{}': expected factor=level", condition));
        std::vector<std::size_t> admitted;
        for (const std::string& level : split_text(condition.substr(equals + 1), '|')) {
            const std::vector<std::string>& levels = model.factors[factor].levels;
            const auto place = std::find(levels.begin(), levels.end(), level);
            if (place == levels.end())
                throw UsageError(fmt::format("level of {}: {}", name, unknown_name(level, levels)));
            admitted.push_back(static_cast<std::size_t>(place - levels.begin()));
        }
        women.emplace_back(factor, std::move(admitted));
    }
    return women;
}

std::string women_text(const Model& model, const WomenClass& women) {
    if (women.empty()) return everyone;
    std::string text;
    for (const auto& [factor, admitted] : women) {
        text += (text.empty() ? "" : "&") + model.factors[factor].name;
        for (std::size_t k = 0; k < admitted.size(); ++k)
            text += (k == 0 ? "=" : "|") + model.factors[factor].levels[admitted[k]];
    }
    return text;
}

Scale scale_of(const Quantity& quantity) {
    if (quantity.measure != Measure::value && quantity.measure != Measure::proportion)
        return traits(quantity.measure).scale;
    switch (kind_of_endpoint(quantity.endpoint)) {
        case EndpointKind::survival:
        case EndpointKind::net_survival:
            return Scale::survival;
        case EndpointKind::incidence:
        case EndpointKind::occupancy:
            return Scale::incidence;
        case EndpointKind::restricted_mean:
            break;
    }
    return Scale::plain;
}

const char* to_text(PopulationKind kind) {
    return kind == PopulationKind::standardised ? "standardised" : "as_observed";
}

const char* in_words(PopulationKind kind) {
    return kind == PopulationKind::standardised ? "standardised" : "as observed";
}

}  // namespace ibtr
