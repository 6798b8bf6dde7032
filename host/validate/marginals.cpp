#include "validate/marginals.hpp"

#include <fmt/core.h>
#include <fmt/format.h>
#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>

#include "estimate/quantity_values.hpp"
#include "ibtr/error.hpp"
#include "ibtr/hazard.hpp"
#include "ibtr/population.hpp"

namespace ibtr {
namespace {

constexpr unsigned most_solutions = 60;
constexpr double longest_step = 1;  ///< of the logarithm of a parameter

/// Scale on which a marginal is compared: rises with the hazard.
double on_near_linear_scale(const Quantity& quantity, double value) {
    if (quantity.measure != Measure::proportion) return std::log(value);
    return std::log(-std::log(scale_of(quantity) == Scale::incidence ? 1 - value : value));
}

std::vector<double> evaluate(const Model& model, const Parameters& parameters, const ExactOptions& options) {
    std::vector<Quantity> quantities;
    for (const Marginal& marginal : model.marginals) quantities.push_back(marginal.quantity);
    return quantity_values(model, parameters, quantities, options);
}

/// Evaluates the misfits at given logarithms of the solved parameters.
class System {
public:
    System(const Model& model, const Parameters& start, const ExactOptions& options)
        : model_(model), values_(start.values()), options_(options) {}

    [[nodiscard]] Eigen::VectorXd start() const {
        Eigen::VectorXd x(static_cast<Eigen::Index>(model_.marginals.size()));
        for (Eigen::Index i = 0; i < x.size(); ++i) {
            const std::size_t parameter = model_.marginals[static_cast<std::size_t>(i)].parameter;
            if (!(values_[parameter] > 0))
                throw UsageError(fmt::format("parameters.{} is {}; a parameter that is solved for must be above 0",
                                             model_.parameters[parameter].name, values_[parameter]));
            x[i] = std::log(values_[parameter]);
        }
        return x;
    }

    Eigen::VectorXd misfit(const Eigen::VectorXd& x) {
        ++solutions_;
        for (Eigen::Index i = 0; i < x.size(); ++i)
            values_[model_.marginals[static_cast<std::size_t>(i)].parameter] = std::exp(x[i]);
        const Parameters parameters = with_expressions(model_, values_);
        values_ = parameters.values();
        fit_ = fit_of_marginals(model_, parameters, options_);
        return Eigen::Map<const Eigen::VectorXd>(fit_.misfit.data(), x.size());
    }

    [[nodiscard]] unsigned solutions() const { return solutions_; }
    [[nodiscard]] SolvedMarginals result() const { return {values_, fit_, solutions_}; }

private:
    const Model& model_;
    std::vector<double> values_;
    const ExactOptions& options_;
    MarginalFit fit_;
    unsigned solutions_ = 0;
};

Eigen::MatrixXd inverse_of(const MarginalSlopes& slopes, Eigen::Index size) {
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(size, size);
    for (std::size_t i = 0; i < slopes.size(); ++i)
        for (std::size_t k = 0; k < slopes[i].size(); ++k)
            matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = slopes[i][k];
    return matrix.inverse();
}

std::string words_of(const Model& model, const Quantity& quantity) {
    const auto name = [&](std::size_t strategy) { return model.strategies[strategy].name; };
    std::string text = fmt::format("{} {}, {}", quantity.endpoint, to_text(quantity.measure), name(quantity.strategy));
    if (!quantity.group.empty()) text += ", " + women_text(model, quantity.group);
    if (quantity.comparator) text += " : " + name(*quantity.comparator);
    if (!quantity.comparator_group.empty()) text += " : " + women_text(model, quantity.comparator_group);
    for (std::size_t k = 0; k < quantity.adjusted_for.size(); ++k)
        text += (k == 0 ? ", adjusted for " : "; ") + model.factors[quantity.adjusted_for[k]].name;
    const bool later = quantity.time_zero == TimeZero::metastasis;
    return text + fmt::format(", {:g} years{}", quantity.time_years, later ? " after metastasis" : "");
}

}  // namespace

double MarginalFit::largest_misfit() const {
    double largest = 0;
    for (const double one : misfit)
        largest = std::isnan(one) ? std::numeric_limits<double>::infinity() : std::max(largest, std::abs(one));
    return largest;
}

MarginalFit fit_of_marginals(const Model& model, const Parameters& parameters, const ExactOptions& options) {
    MarginalFit fit;
    fit.reproduced = evaluate(model, parameters, options);
    for (std::size_t i = 0; i < model.marginals.size(); ++i) {
        const Marginal& marginal = model.marginals[i];
        fit.published.push_back(parameters.value(marginal.published));
        fit.misfit.push_back(on_near_linear_scale(marginal.quantity, fit.reproduced[i]) -
                             on_near_linear_scale(marginal.quantity, fit.published[i]));
    }
    return fit;
}

MarginalSlopes slopes_of_marginals(const Model& model, const Parameters& parameters, const ExactOptions& options) {
    constexpr double step = 1e-3;  // far above the solver's error, and the misfits are close to linear
    System system(model, parameters, options);
    const Eigen::VectorXd x = system.start(), here = system.misfit(x);
    MarginalSlopes slopes(model.marginals.size());
    for (Eigen::Index k = 0; k < x.size(); ++k) {
        const Eigen::VectorXd change = system.misfit(x + step * Eigen::VectorXd::Unit(x.size(), k)) - here;
        for (std::size_t i = 0; i < slopes.size(); ++i)
            slopes[i].push_back(change[static_cast<Eigen::Index>(i)] / step);
    }
    return slopes;
}

SolvedMarginals solve_marginals(const Model& model, const Parameters& start, double tolerance,
                                const ExactOptions& options, const MarginalSlopes& slopes) {
    System system(model, start, options);
    Eigen::VectorXd x = system.start();
    Eigen::VectorXd misfit = system.misfit(x);
    Eigen::MatrixXd inverse = inverse_of(slopes, x.size());
    while (misfit.size() > 0 && !(misfit.cwiseAbs().maxCoeff() <= tolerance)) {
        if (system.solutions() >= most_solutions || !misfit.allFinite())
            throw UsageError(
                fmt::format("no parameters found that reproduce the marginals; after {} solutions the "
                            "largest misfit is {:.2g}",
                            system.solutions(), misfit.cwiseAbs().maxCoeff()));
        Eigen::VectorXd step = -inverse * misfit;
        step *= std::min(1.0, longest_step / step.cwiseAbs().maxCoeff());
        const Eigen::VectorXd next = system.misfit(x + step);
        x += step;
        // Sherman and Morrison's form of Broyden's update.
        const Eigen::VectorXd moved = inverse * (next - misfit);
        const double denominator = step.dot(moved);
        if (denominator != 0) inverse += (step - moved) * (step.transpose() * inverse) / denominator;
        misfit = next;
    }
    return system.result();
}

std::vector<StrataRatio> extreme_strata(const Model& model, const Parameters& parameters) {
    const Population population = make_population(model, parameters);
    std::vector<StrataRatio> ratios;
    for (const Transition& transition : model.transitions) {
        double smallest = std::numeric_limits<double>::infinity(), largest = 0;
        for (const Stratum& stratum : population.strata) {
            const double multiplier =
                hazard_multiplier(transition, parameters, model.reference_strategy, stratum.levels);
            if (!(multiplier > 0)) continue;
            smallest = std::min(smallest, multiplier);
            largest = std::max(largest, multiplier);
        }
        if (largest > smallest) ratios.push_back({transition.name, largest / smallest});
    }
    return ratios;
}

std::string marginals_table(const Model& model, const std::vector<double>& values, const MarginalFit& fit) {
    std::string text = fmt::format("{:36} {:>10} {:>10} {:>10}  of\n", "parameter", "value", "published", "model");
    for (std::size_t i = 0; i < model.marginals.size(); ++i)
        text += fmt::format("{:36} {:10.6g} {:10.5g} {:>10}  {}\n", model.parameters[model.marginals[i].parameter].name,
                            values[model.marginals[i].parameter], fit.published[i],
                            std::isnan(fit.reproduced[i]) ? "undefined" : fmt::format("{:.5g}", fit.reproduced[i]),
                            words_of(model, model.marginals[i].quantity));
    return text;
}

}  // namespace ibtr
