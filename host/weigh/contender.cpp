#include "weigh/contender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "validate/quantity_draws.hpp"

namespace ibtr::weigh {
namespace {

std::optional<std::size_t> find_parameter(const Model& model, const std::string& name) {
    for (std::size_t i = 0; i < model.parameters.size(); ++i)
        if (model.parameters[i].name == name) return i;
    return std::nullopt;
}

std::size_t settable(const Model& model, const std::string& name, const std::string& who) {
    const auto place = find_parameter(model, name);
    if (!place) throw UsageError(fmt::format("{}: parameter {}", who, unknown_name(name, names_of(model.parameters))));
    if (!model.parameters[*place].value)
        throw UsageError(fmt::format("{}: {} is an expression; name a parameter in it", who, name));
    return *place;
}

/// Tensor grid of the nodes, then points between them on its diagonal.
void lay_out_points(Contender& contender) {
    contender.points = {{}};
    for (const NodeScale& scale : contender.scales) {
        std::vector<std::vector<double>> longer;
        for (const std::vector<double>& before : contender.points)
            for (const double node : scale.nodes()) {
                longer.push_back(before);
                longer.back().push_back(node);
            }
        contender.points = std::move(longer);
    }
    contender.nodes = contender.points.size();
    if (contender.scales.empty()) return;
    std::vector<std::vector<double>> between;
    for (const NodeScale& scale : contender.scales) between.push_back(scale.between());
    std::size_t shortest = between.front().size();
    for (const std::vector<double>& values : between) shortest = std::min(shortest, values.size());
    for (std::size_t k = 0; k < shortest; ++k) {
        std::vector<double>& point = contender.points.emplace_back();
        for (const std::vector<double>& values : between) point.push_back(values[k]);
    }
}

Contender make_contender(const Explanation& explanation, const Contest& contest, const ConfigSource& source,
                         const Model& config, const TargetChoice& choice, const DrawTable& draws) {
    const std::string who = "explanation " + explanation.name;
    ConfigSource own = source;
    if (!explanation.config.empty()) own.path = explanation.config;
    own.overrides.insert(own.overrides.end(), explanation.set.begin(), explanation.set.end());
    LoadedConfig loaded = load_config(own);
    Contender contender{explanation, loaded.hash, std::move(loaded.model), {}, {}, {}, {}, {}, {}, 0};
    contender.base = base_parameters(contender.model).values();
    const std::vector<double> of_config = base_parameters(config).values();
    for (const FreeParameter& free : explanation.free) {
        contender.free.push_back(settable(contender.model, free.name, who));
        contender.scales.emplace_back(free);
    }
    for (const std::string& name : draws.parameters) {
        const std::size_t place = settable(contender.model, name, who);
        const auto in_config = find_parameter(config, name);
        const bool is_own = !in_config || of_config[*in_config] != contender.base[place];
        const bool is_free = std::find(contender.free.begin(), contender.free.end(), place) != contender.free.end();
        contender.drawn.push_back(is_own || is_free ? std::nullopt : std::optional(place));
    }
    contender.quantities = quantities_of(choice, contest, contender.model, who);
    contender.model.grid_per_year = validation::grid_of_draws(contender.model, contender.quantities);
    lay_out_points(contender);
    return contender;
}

}  // namespace

Parameters Contender::at(const std::vector<double>& draw, std::size_t point) const {
    std::vector<double> values = base;
    for (std::size_t k = 0; k < drawn.size(); ++k)
        if (drawn[k]) values[*drawn[k]] = draw[k];
    for (std::size_t k = 0; k < free.size(); ++k) values[free[k]] = points[point][k];
    Parameters parameters = with_expressions(model, std::move(values));
    const std::vector<std::string> violations = check_values(model, parameters);
    if (!violations.empty()) throw UsageError(fmt::format("explanation {}: {}", explanation.name, violations.front()));
    return parameters;
}

std::vector<Contender> make_contenders(const Contest& contest, const ConfigSource& source, const Model& config,
                                       const TargetChoice& choice, const DrawTable& draws) {
    std::vector<Contender> contenders;
    for (const Explanation& explanation : contest.explanations)
        contenders.push_back(make_contender(explanation, contest, source, config, choice, draws));
    std::vector<double> at_base;
    for (const std::string& name : draws.parameters) {
        const auto place = find_parameter(config, name);
        if (!place) throw UsageError("draws: parameter " + unknown_name(name, names_of(config.parameters)));
        at_base.push_back(base_parameters(config).values()[*place]);
    }
    // A prior that reaches where the model is none is a mistake of the file, not of a draw.
    for (const Contender& contender : contenders)
        for (std::size_t p = 0; p < contender.points.size(); ++p) static_cast<void>(contender.at(at_base, p));
    return contenders;
}

}  // namespace ibtr::weigh
