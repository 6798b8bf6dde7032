#include "report/figure_names.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"

namespace ibtr {
namespace {

std::string with_spaces(std::string text) {
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

/// "h_local" [per_year] -> "hazard local": the beginnings by which configs of this project name kinds of parameters.
std::string parameter_in_words(const Parameter& parameter) {
    struct Beginning {
        std::string_view prefix, words;
    };
    constexpr Beginning beginnings[]{{"hr_", "hazard ratio "}, {"h_", "hazard "},     {"u_", "utility "},
                                     {"c_", "cost "},          {"cost_", "cost "},    {"log_hr_", "log hazard ratio "},
                                     {"p_", "probability "},   {"rr_", "risk ratio "}};
    std::string text = parameter.name;
    for (const Beginning& each : beginnings)
        if (parameter.name.starts_with(each.prefix)) {
            text = std::string(each.words) + parameter.name.substr(each.prefix.size());
            break;
        }
    text = with_spaces(std::move(text));
    if (parameter.unit == "per_year") text += " [per year]";
    if (parameter.unit == "years") text += " [years]";
    return text;
}

bool is_death(const Model& model, const EndpointSet& set) {
    return !set.transitions.empty() && std::all_of(set.transitions.begin(), set.transitions.end(), [&](std::size_t t) {
        return model.states[model.transitions[t].to].kind == StateKind::death;
    });
}

}  // namespace

figure::Names figure_names(const Model& model, const std::string& currency) {
    using Of = figure::Names::Of;
    figure::Names names;
    names.people = model.people;
    names.currency = currency;
    names.reference = model.strategies[model.reference_strategy].name;
    for (const Strategy& strategy : model.strategies) names.call(Of::strategy, strategy.name, strategy.label);
    for (const std::string& endpoint : endpoint_names(model))
        names.call(Of::endpoint, endpoint, endpoint_in_words(model, endpoint));
    for (const State& state : model.states) {
        names.call(Of::endpoint, occupancy_prefix + state.name, with_spaces(label_of(state)));
        names.call(Of::state, state.name, with_spaces(label_of(state)));
    }
    for (const Parameter& parameter : model.parameters)
        names.call(Of::parameter, parameter.name, parameter_in_words(parameter));
    for (const EndpointSet& set : model.endpoints)
        if (is_death(model, set)) names.death_incidences.push_back(incidence_prefix + set.name);
    return names;
}

figure::Origin figure_origin(const Manifest& manifest) {
    return {manifest.command,
            manifest.config_hash,
            manifest.tally_digest,
            manifest.backend,
            manifest.version,
            manifest.seed,
            manifest.backend == "exact" ? 0 : manifest.patients,
            manifest.draws.value_or(0)};
}

}  // namespace ibtr
