#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ibtr/changed_model.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"

namespace ibtr {
namespace {

/// Which of the parameters are to stay uncertain: [parameter].
std::vector<bool> chosen_parameters(const Model& model, const std::vector<std::string>& names) {
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, 1, 1}, model.seed);
    std::vector<bool> chosen(model.parameters.size(), false);
    for (const std::string& name : names) chosen[drawn_parameter(model, sampler, "--only", name)] = true;
    return chosen;
}

/// Keeps the rows and columns of a matrix (or the columns of a table) that belong to chosen parameters.
class KeptParameters {
public:
    KeptParameters(const std::vector<std::size_t>& parameters, const std::vector<bool>& chosen) {
        for (std::size_t i = 0; i < parameters.size(); ++i)
            if (chosen[parameters[i]]) kept_.push_back(i);
    }
    [[nodiscard]] std::size_t size() const { return kept_.size(); }

    template <class Value>
    [[nodiscard]] std::vector<Value> of(const std::vector<Value>& values) const {
        std::vector<Value> result;
        for (const std::size_t i : kept_) result.push_back(values[i]);
        return result;
    }
    [[nodiscard]] std::vector<std::vector<double>> columns_of(std::vector<std::vector<double>> rows) const {
        for (std::vector<double>& row : rows) row = of(row);
        return rows;
    }
    [[nodiscard]] std::vector<std::vector<double>> square_of(const std::vector<std::vector<double>>& matrix) const {
        return columns_of(of(matrix));
    }

private:
    std::vector<std::size_t> kept_;
};

/// Takes the uncertainty of all others away.
void keep_uncertainty_of(const std::vector<bool>& chosen, Model& model) {
    for (std::size_t i = 0; i < model.parameters.size(); ++i)
        if (!chosen[i]) model.parameters[i].uncertainty.reset();

    for (JointUncertainty& joint : model.joint_uncertainties) {
        const KeptParameters kept(joint.parameters, chosen);
        const bool whole = kept.size() == joint.parameters.size();
        if (joint.family == "dirichlet" && !whole && kept.size() > 0)
            throw UsageError(fmt::format("{}: one of several shares of a whole; name all or none of them",
                                         model.parameters[kept.of(joint.parameters).front()].name));
        if (!joint.covariance.empty()) joint.covariance = kept.square_of(joint.covariance);
        joint.parameters = kept.of(joint.parameters);
    }
    std::erase_if(model.joint_uncertainties, [](const JointUncertainty& joint) { return joint.parameters.empty(); });

    for (Correlation& correlation : model.correlations) {
        const KeptParameters kept(correlation.parameters, chosen);
        correlation.matrix = kept.square_of(correlation.matrix);
        correlation.parameters = kept.of(correlation.parameters);
    }
    std::erase_if(model.correlations, [](const Correlation& one) { return one.parameters.size() < 2; });

    if (model.posterior) {
        const KeptParameters kept(model.posterior->parameters, chosen);
        model.posterior->rows = kept.columns_of(std::move(model.posterior->rows));
        model.posterior->parameters = kept.of(model.posterior->parameters);
        if (model.posterior->parameters.empty()) model.posterior.reset();
    }
}

}  // namespace

Model with_uncertainty_only_of(Model model, const std::vector<std::string>& names) {
    const std::vector<bool> chosen = chosen_parameters(model, names);
    return changed_model(std::move(model), [&](Model& changed) { keep_uncertainty_of(chosen, changed); });
}

}  // namespace ibtr
