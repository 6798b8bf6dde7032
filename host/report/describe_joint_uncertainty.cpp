#include "report/describe_joint_uncertainty.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <vector>

namespace ibtr {
namespace {

std::string names_in_words(const Model& model, const std::vector<std::size_t>& parameters) {
    std::vector<std::string> names;
    for (const std::size_t parameter : parameters) names.push_back(model.parameters[parameter].name);
    return fmt::format("{}", fmt::join(names, ", "));
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
