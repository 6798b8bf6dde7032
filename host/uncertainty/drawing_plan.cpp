#include "uncertainty/drawing_plan.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace ibtr {
namespace {

/// Shares of independent gammas with a common scale are Dirichlet (Devroye 1986, ch. XI.4).
Distribution margin_of(const JointUncertainty& joint, std::size_t i, double value) {
    if (joint.family == "dirichlet") return {DistributionFamily::gamma, value * joint.sample_size, 1};
    const double sd = std::sqrt(joint.covariance[i][i]);
    if (joint.family == "multivariate_normal") return {DistributionFamily::normal, value, sd};
    return {DistributionFamily::lognormal, round_to_bits(std::log(static_cast<long double>(value)), value_bits), sd};
}

Matrix lower_factor(const Matrix& correlations) {
    auto lower = cholesky(correlations);
    if (!lower) throw std::logic_error("correlations that are not positive semidefinite passed validation");
    return *std::move(lower);
}

}  // namespace

DrawingPlan::DrawingPlan(const Model& model) {
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        const Parameter& parameter = model.parameters[i];
        if (parameter.value && parameter.uncertainty)
            margins.push_back({i, fit_distribution(*parameter.value, *parameter.uncertainty).distribution});
    }
    for (const JointUncertainty& joint : model.joint_uncertainties) add(model, joint);
    for (const Correlation& correlation : model.correlations)
        copulas.push_back({margins_of(correlation.parameters), lower_factor(correlation.matrix)});
    for (const Margin& margin : margins) drawn.push_back(margin.parameter);
    if (model.posterior)
        drawn.insert(drawn.end(), model.posterior->parameters.begin(), model.posterior->parameters.end());
    std::sort(drawn.begin(), drawn.end());
}

std::vector<std::string> DrawingPlan::names(const Model& model) const {
    std::vector<std::string> names;
    for (const Margin& margin : margins) names.push_back(model.parameters[margin.parameter].name);
    if (model.posterior) names.emplace_back("posterior row");  // no parameter's name has a space
    return names;
}

void DrawingPlan::add(const Model& model, const JointUncertainty& joint) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < joint.parameters.size(); ++i) {
        const double value = model.parameters[joint.parameters[i]].value.value();
        members.push_back(margins.size());
        margins.push_back({joint.parameters[i], margin_of(joint, i, value)});
    }
    if (joint.family == "dirichlet")
        shares.push_back({members, joint.sample_size});
    else
        copulas.push_back({members, lower_factor(correlations_of(joint.covariance))});
}

std::vector<std::size_t> DrawingPlan::margins_of(const std::vector<std::size_t>& parameters) const {
    std::vector<std::size_t> found;
    for (const std::size_t parameter : parameters) {
        const auto place = std::find_if(margins.begin(), margins.end(),
                                        [&](const Margin& margin) { return margin.parameter == parameter; });
        found.push_back(static_cast<std::size_t>(place - margins.begin()));
    }
    return found;
}

}  // namespace ibtr
