#include "report/describe_economics.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

namespace ibtr {
namespace {

std::string number_in_words(const Model& model, const Parameters& parameters, const Input& input,
                            const std::string& source) {
    std::string words = fmt::format("{:.6g}", parameters.value(input));
    if (const auto* reference = std::get_if<ParameterRef>(&input))
        words += fmt::format(" [{}]", model.parameters[reference->index].name);
    return source.empty() ? words : words + "; source: " + source;
}

std::string names_in_words(const Model& model, const std::vector<std::size_t>& parameters) {
    std::vector<std::string> names;
    for (const std::size_t parameter : parameters) names.push_back(model.parameters[parameter].name);
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string under(const Model& model, const std::optional<std::size_t>& strategy) {
    return strategy ? " under " + model.strategies[*strategy].name : "";
}

std::string cause_of(const Model& model, const Cost& cost) {
    if (cost.state) return fmt::format("a year in {}{}", model.states[*cost.state].name, under(model, cost.strategy));
    if (cost.transition)
        return fmt::format("each {}{}", model.transitions[*cost.transition].name, under(model, cost.strategy));
    return "at time zero" + under(model, cost.strategy);
}

/// The off-diagonal correlations of a copula, as "a with b 0.30".
std::string correlations_in_words(const Model& model, const Correlation& copula) {
    std::vector<std::string> pairs;
    for (std::size_t i = 0; i < copula.parameters.size(); ++i)
        for (std::size_t j = i + 1; j < copula.parameters.size(); ++j)
            pairs.push_back(fmt::format("{} with {} {:g}", model.parameters[copula.parameters[i]].name,
                                        model.parameters[copula.parameters[j]].name, copula.matrix[i][j]));
    return fmt::format("{}", fmt::join(pairs, ", "));
}

}  // namespace

std::string describe_economics(const Model& model, const Economics& economics, const Parameters& parameters) {
    const auto number = [&](const Input& input, const std::string& source = "") {
        return number_in_words(model, parameters, input, source);
    };
    std::string text = fmt::format(
        "\nCosts and effects, in {}\n  - willingness to pay for a QALY: {}\n  - discount a year: effects {}, costs "
        "{}\n",
        economics.currency, fmt::join(economics.willingness_to_pay, ", "), number(economics.discount_effects_per_year),
        number(economics.discount_costs_per_year));
    for (const Utility& utility : economics.utilities)
        text += fmt::format("  - utility of {}{}, QALYs a year: {}\n", model.states[utility.state].name,
                            under(model, utility.strategy), number(utility.value, utility.source));
    for (const Cost& cost : economics.costs)
        text += fmt::format("  - cost {}: {}\n", cause_of(model, cost), number(cost.value, cost.source));
    return text;
}

std::string describe_joint_uncertainty(const Model& model) {
    std::string text;
    for (const JointUncertainty& joint : model.joint_uncertainties)
        text += fmt::format("  - {} of {}{}; source: {}\n", joint.family, names_in_words(model, joint.parameters),
                            joint.family == "dirichlet" ? fmt::format(", sample size {:g}", joint.sample_size) : "",
                            joint.source);
    for (const Correlation& copula : model.correlations)
        text += fmt::format("  - correlations of normal scores: {}; source: {}\n", correlations_in_words(model, copula),
                            copula.source);
    if (model.posterior)
        text += fmt::format("  - a sample of {} rows in place of distributions: {}; source: {}\n",
                            model.posterior->rows.size(), names_in_words(model, model.posterior->parameters),
                            model.posterior->source);
    return text.empty() ? text : "\nErrors that go together\n" + text;
}

}  // namespace ibtr
