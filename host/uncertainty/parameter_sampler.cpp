#include "ibtr/parameter_sampler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/parallel.hpp"
#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "model/expression.hpp"
#include "uncertainty/cholesky.hpp"
#include "uncertainty/distribution.hpp"
#include "uncertainty/unit_point.hpp"

namespace ibtr {
namespace {

constexpr int value_bits = 40;

/// One coordinate of the unit cube and the parameter it decides.
struct Margin {
    std::size_t parameter;
    Distribution distribution;
};

/// Margins tied by a Gaussian copula.
struct CopulaGroup {
    std::vector<std::size_t> margins;
    Matrix lower;  ///< Cholesky factor of the correlations of their normal scores
};

/// Margins that are divided by their sum.
struct SharesGroup {
    std::vector<std::size_t> margins;
    double sample_size;
};

/// What a model says about uncertainty, laid out as coordinates.
class Plan {
public:
    explicit Plan(const Model& model) : model_(model) {
        for (std::size_t i = 0; i < model.parameters.size(); ++i) {
            const Parameter& parameter = model.parameters[i];
            if (parameter.value && parameter.uncertainty)
                margins.push_back({i, fit_distribution(*parameter.value, *parameter.uncertainty).distribution});
        }
        for (const JointUncertainty& joint : model.joint_uncertainties) add(joint);
        for (const Correlation& correlation : model.correlations)
            copulas.push_back({margins_of(correlation.parameters), factor(correlation.matrix)});
        for (const Margin& margin : margins) drawn.push_back(margin.parameter);
        if (model.posterior)
            drawn.insert(drawn.end(), model.posterior->parameters.begin(), model.posterior->parameters.end());
        std::sort(drawn.begin(), drawn.end());
    }

    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const Margin& margin : margins) names.push_back(model_.parameters[margin.parameter].name);
        if (model_.posterior) names.emplace_back("posterior row");  // no parameter's name has a space
        return names;
    }

    std::vector<Margin> margins;
    std::vector<CopulaGroup> copulas;
    std::vector<SharesGroup> shares;
    std::vector<std::size_t> drawn;

private:
    void add(const JointUncertainty& joint) {
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < joint.parameters.size(); ++i) {
            const double value = model_.parameters[joint.parameters[i]].value.value();
            members.push_back(margins.size());
            margins.push_back({joint.parameters[i], margin_of(joint, i, value)});
        }
        if (joint.family == "dirichlet")
            shares.push_back({members, joint.sample_size});
        else
            copulas.push_back({members, factor(correlations_of(joint.covariance))});
    }

    /// Shares of independent gammas with a common scale are Dirichlet (Devroye 1986, ch. XI.4).
    static Distribution margin_of(const JointUncertainty& joint, std::size_t i, double value) {
        if (joint.family == "dirichlet") return {DistributionFamily::gamma, value * joint.sample_size, 1};
        const double sd = std::sqrt(joint.covariance[i][i]);
        if (joint.family == "multivariate_normal") return {DistributionFamily::normal, value, sd};
        return {DistributionFamily::lognormal, round_to_bits(std::log(static_cast<long double>(value)), value_bits),
                sd};
    }

    [[nodiscard]] std::vector<std::size_t> margins_of(const std::vector<std::size_t>& parameters) const {
        std::vector<std::size_t> found;
        for (const std::size_t parameter : parameters) {
            const auto place = std::find_if(margins.begin(), margins.end(),
                                            [&](const Margin& margin) { return margin.parameter == parameter; });
            found.push_back(static_cast<std::size_t>(place - margins.begin()));
        }
        return found;
    }

    static Matrix factor(const Matrix& correlations) {
        auto lower = cholesky(correlations);
        if (!lower) throw std::logic_error("correlations that are not positive semidefinite passed validation");
        return *std::move(lower);
    }

    const Model& model_;
};

/// Replaces independent coordinates by correlated ones, each still uniform.
void correlate(const CopulaGroup& group, std::vector<double>& coordinates) {
    std::vector<long double> scores;
    for (const std::size_t margin : group.margins) scores.push_back(extended::normal_quantile(coordinates[margin]));
    for (std::size_t i = 0; i < scores.size(); ++i) {
        long double z = 0;
        for (std::size_t j = 0; j <= i; ++j) z += static_cast<long double>(group.lower[i][j]) * scores[j];
        const auto u = static_cast<double>(extended::normal_cumulative(z));
        coordinates[group.margins[i]] = std::clamp(u, 0x1p-53, 1 - 0x1p-53);
    }
}

}  // namespace

struct ParameterSampler::State {
    State(Model m, const Design& d, std::uint64_t seed)
        : model(std::move(m)), design(d), plan(model), points(plan.names(), design, seed) {
        for (const Parameter& parameter : model.parameters) base_values.push_back(parameter.value.value_or(0));
        if (!model.posterior) return;
        const std::size_t rows = model.posterior->rows.size();
        for (std::size_t row = 0; row < rows; ++row) {
            const double weight = model.posterior->weights.empty() ? 1 : model.posterior->weights[row];
            cumulative_weight.push_back((cumulative_weight.empty() ? 0 : cumulative_weight.back()) + weight);
        }
    }

    void draw_posterior(double coordinate, std::vector<double>& values) const {
        const Posterior& posterior = *model.posterior;
        const double target = coordinate * cumulative_weight.back();
        const auto above = std::upper_bound(cumulative_weight.begin(), cumulative_weight.end() - 1, target);
        const std::vector<double>& row = posterior.rows[static_cast<std::size_t>(above - cumulative_weight.begin())];
        for (std::size_t i = 0; i < row.size(); ++i) values[posterior.parameters[i]] = row[i];
    }

    /// Of one column of the posterior table, by weight.
    [[nodiscard]] double posterior_quantile(std::size_t parameter, double probability) const {
        const auto& columns = model.posterior->parameters;
        const auto column =
            static_cast<std::size_t>(std::find(columns.begin(), columns.end(), parameter) - columns.begin());
        std::vector<std::pair<double, double>> values;  // with their weights
        for (std::size_t row = 0; row < model.posterior->rows.size(); ++row)
            values.emplace_back(model.posterior->rows[row][column],
                                cumulative_weight[row] - (row == 0 ? 0 : cumulative_weight[row - 1]));
        std::sort(values.begin(), values.end());
        return weighted_quantile(values, probability * cumulative_weight.back());
    }

    void make_shares(const SharesGroup& group, std::vector<double>& values) const {
        long double sum = 0;
        for (const std::size_t margin : group.margins) sum += values[plan.margins[margin].parameter];
        for (const std::size_t margin : group.margins) {
            double& value = values[plan.margins[margin].parameter];
            value = round_to_bits(value / sum, value_bits);
        }
    }

    Model model;
    Design design;
    Plan plan;
    UnitPoints points;
    std::vector<double> base_values;
    std::vector<double> cumulative_weight;  ///< of the posterior's rows
    mutable Pool<Expressions> expressions;
};

ParameterSampler::ParameterSampler(const Model& model, const Design& design, std::uint64_t seed)
    : state_(std::make_unique<const State>(model, design, seed)) {}
ParameterSampler::~ParameterSampler() = default;
ParameterSampler::ParameterSampler(ParameterSampler&&) noexcept = default;

Parameters ParameterSampler::draw(std::uint32_t number) const {
    const State& s = *state_;
    if (number >= s.design.draws) throw std::logic_error("draw beyond the design");
    std::vector<double> coordinates(s.plan.margins.size() + (s.model.posterior ? 1 : 0));
    s.points.point(number, coordinates);
    for (const CopulaGroup& group : s.plan.copulas) correlate(group, coordinates);
    std::vector<double> values = s.base_values;
    for (std::size_t i = 0; i < s.plan.margins.size(); ++i)
        values[s.plan.margins[i].parameter] = quantile(s.plan.margins[i].distribution, coordinates[i]);
    for (const SharesGroup& group : s.plan.shares) s.make_shares(group, values);
    if (s.model.posterior) s.draw_posterior(coordinates.back(), values);

    Expressions expressions = s.expressions.borrow([&] { return Expressions(s.model); });
    const std::vector<ExpressionFailure> failures = expressions.evaluate(values);
    s.expressions.give_back(std::move(expressions));
    if (!failures.empty()) throw UsageError(in_draw(number, failures.front(), values));
    Parameters parameters(std::move(values));
    const std::vector<std::string> violations = check_values(s.model, parameters);
    if (violations.empty()) return parameters;
    std::string message = fmt::format("parameter draw {}: {}", number, violations.front());
    for (const std::size_t parameter : s.plan.drawn)
        if (violations.front().starts_with("parameters." + s.model.parameters[parameter].name + ":"))
            message += fmt::format("; it was drawn from {}: choose a family that stays in range", origin(parameter));
    throw UsageError(message);
}

std::string ParameterSampler::in_draw(std::uint32_t number, const ExpressionFailure& failure,
                                      const std::vector<double>& values) const {
    const Parameter& failed = state_->model.parameters[failure.parameter];
    std::string message = fmt::format("parameter draw {}: parameters.{}: {}", number, failed.name, failure.message);
    const std::vector<std::string> names = names_in_expression(failed.expression);
    for (const std::size_t parameter : state_->plan.drawn) {
        const std::string& name = state_->model.parameters[parameter].name;
        if (std::find(names.begin(), names.end(), name) != names.end())
            message += fmt::format("; {} = {:.6g} was drawn from {}", name, values[parameter], origin(parameter));
    }
    return message;
}

const std::vector<std::size_t>& ParameterSampler::drawn() const {
    return state_->plan.drawn;
}

std::vector<std::vector<std::size_t>> ParameterSampler::independent_groups() const {
    const Plan& plan = state_->plan;
    std::vector<std::size_t> group_of(plan.margins.size());
    for (std::size_t i = 0; i < group_of.size(); ++i) group_of[i] = i;
    const auto join = [&](const std::vector<std::size_t>& members) {
        for (const std::size_t member : members) {
            const std::size_t from = group_of[member], to = group_of[members.front()];
            std::replace(group_of.begin(), group_of.end(), from, to);
        }
    };
    for (const CopulaGroup& copula : plan.copulas) join(copula.margins);
    for (const SharesGroup& shares : plan.shares) join(shares.margins);
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t g = 0; g < group_of.size(); ++g) {
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < group_of.size(); ++i)
            if (group_of[i] == g) members.push_back(plan.margins[i].parameter);
        std::sort(members.begin(), members.end());
        if (!members.empty()) groups.push_back(std::move(members));
    }
    if (state_->model.posterior) {
        groups.push_back(state_->model.posterior->parameters);
        std::sort(groups.back().begin(), groups.back().end());
    }
    std::sort(groups.begin(), groups.end());
    return groups;
}

double ParameterSampler::quantile_of(std::size_t parameter, double probability) const {
    for (const SharesGroup& group : state_->plan.shares)
        for (const std::size_t margin : group.margins)
            if (state_->plan.margins[margin].parameter == parameter) {
                const double events = state_->plan.margins[margin].distribution.first;
                return quantile({DistributionFamily::beta, events, group.sample_size - events}, probability);
            }
    for (const Margin& margin : state_->plan.margins)
        if (margin.parameter == parameter) return quantile(margin.distribution, probability);
    return state_->posterior_quantile(parameter, probability);
}

std::string ParameterSampler::origin(std::size_t parameter) const {
    for (const SharesGroup& group : state_->plan.shares)
        for (const std::size_t margin : group.margins)
            if (state_->plan.margins[margin].parameter == parameter)
                return fmt::format("dirichlet(sample size {:g})", group.sample_size);
    for (const Margin& margin : state_->plan.margins)
        if (margin.parameter == parameter) return in_words(margin.distribution);
    return "the posterior table";
}

std::size_t drawn_parameter(const Model& model, const ParameterSampler& sampler, const std::string& option,
                            const std::string& name) {
    std::string names;
    for (const std::size_t parameter : sampler.drawn()) {
        if (model.parameters[parameter].name == name) return parameter;
        names += (names.empty() ? "" : ", ") + model.parameters[parameter].name;
    }
    throw UsageError(
        names.empty() ? fmt::format("{} {}: no parameter of this config has an uncertainty", option, name)
                      : fmt::format("{} {}: not a parameter with an uncertainty; there are: {}", option, name, names));
}

}  // namespace ibtr
