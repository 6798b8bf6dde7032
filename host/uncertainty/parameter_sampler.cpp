#include "ibtr/parameter_sampler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/parallel.hpp"
#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "model/expression.hpp"
#include "uncertainty/distribution.hpp"
#include "uncertainty/drawing_plan.hpp"
#include "uncertainty/unit_point.hpp"

namespace ibtr {
namespace {

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
    State(Model m, const Design& d, std::uint64_t seed, std::optional<Economics> e)
        : model(std::move(m)),
          economics(std::move(e)),
          design(d),
          plan(model),
          points(plan.names(model), design, seed) {
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
    std::optional<Economics> economics;
    Design design;
    DrawingPlan plan;
    UnitPoints points;
    std::vector<double> base_values;
    std::vector<double> cumulative_weight;  ///< of the posterior's rows
    mutable Pool<Expressions> expressions;
};

ParameterSampler::ParameterSampler(const Model& model, const Design& design, std::uint64_t seed,
                                   std::optional<Economics> economics)
    : state_(std::make_unique<const State>(model, design, seed, std::move(economics))) {}
ParameterSampler::~ParameterSampler() = default;
ParameterSampler::ParameterSampler(ParameterSampler&&) noexcept = default;

struct ParameterSampler::Point {
    std::optional<Parameters> parameters;
    std::string violation;  ///< of a point without parameters
    std::uint32_t attempt = 0;
};

ParameterSampler::Point ParameterSampler::point(std::uint32_t number, std::uint32_t attempt) const {
    const State& s = *state_;
    std::vector<double> coordinates(s.plan.margins.size() + (s.model.posterior ? 1 : 0));
    s.points.point(number, coordinates, attempt);
    for (const CopulaGroup& group : s.plan.copulas) correlate(group, coordinates);
    std::vector<double> values = s.base_values;
    for (std::size_t i = 0; i < s.plan.margins.size(); ++i)
        values[s.plan.margins[i].parameter] = quantile(s.plan.margins[i].distribution, coordinates[i]);
    for (const SharesGroup& group : s.plan.shares) s.make_shares(group, values);
    if (s.model.posterior) s.draw_posterior(coordinates.back(), values);

    Expressions expressions = s.expressions.borrow([&] { return Expressions(s.model); });
    const std::vector<ExpressionFailure> failures = expressions.evaluate(values);
    s.expressions.give_back(std::move(expressions));
    if (!failures.empty()) {
        const Parameter& failed = s.model.parameters[failures.front().parameter];
        return {std::nullopt,
                fmt::format("parameters.{}: {}{}", failed.name, failures.front().message,
                            drawn_among(names_in_expression(failed.expression), values)),
                attempt};
    }
    Parameters parameters(std::move(values));
    std::vector<std::string> violations = check_values(s.model, parameters);
    if (violations.empty() && s.economics) violations = check_economics(s.model, *s.economics, parameters);
    if (violations.empty()) return {std::move(parameters), "", attempt};
    return {std::nullopt, violations.front() + causes_of(violations.front(), parameters.values()), attempt};
}

ParameterSampler::Point ParameterSampler::first_legal(std::uint32_t number) const {
    if (number >= state_->design.draws) throw std::logic_error("draw beyond the design");
    constexpr std::uint32_t most_attempts = 64;  // of points of which one in a hundred may be illegal
    Point found = point(number, 0);
    const std::uint32_t attempts = state_->design.leaves_out_illegal ? most_attempts : 1;
    for (std::uint32_t attempt = 1; !found.parameters && attempt < attempts; ++attempt) found = point(number, attempt);
    if (!found.parameters) throw UsageError(fmt::format("parameter draw {}: {}", number, found.violation));
    return found;
}

Parameters ParameterSampler::draw(std::uint32_t number) const {
    return *first_legal(number).parameters;
}

std::uint32_t ParameterSampler::left_out(std::uint32_t number) const {
    return first_legal(number).attempt;
}

std::string ParameterSampler::drawn_among(const std::vector<std::string>& names,
                                          const std::vector<double>& values) const {
    const Model& model = state_->model;
    std::set<std::string> wanted(names.begin(), names.end());
    for (std::size_t k = model.evaluation_order.size(); k-- > 0;) {  // whatever uses an expression comes after it
        const Parameter& parameter = model.parameters[model.evaluation_order[k]];
        if (parameter.expression.empty() || !wanted.contains(parameter.name)) continue;
        for (std::string& name : names_in_expression(parameter.expression)) wanted.insert(std::move(name));
    }
    std::string message;
    for (const std::size_t parameter : state_->plan.drawn) {
        const std::string& name = state_->model.parameters[parameter].name;
        if (wanted.contains(name))
            message += fmt::format("; {} = {:.6g} was drawn from {}", name, values[parameter], origin(parameter));
    }
    return message;
}

/// What a violation, "key: what is wrong", comes from: the parameter itself, those of its expression, or those that
/// stand in the hazard.
std::string ParameterSampler::causes_of(const std::string& violation, const std::vector<double>& values) const {
    const Model& model = state_->model;
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        const Parameter& parameter = model.parameters[i];
        if (!violation.starts_with("parameters." + parameter.name + ":")) continue;
        if (!parameter.expression.empty()) return drawn_among(names_in_expression(parameter.expression), values);
        const std::vector<std::size_t>& drawn = state_->plan.drawn;
        if (!std::binary_search(drawn.begin(), drawn.end(), i)) return "";
        return fmt::format("; it was drawn from {}: choose a family that stays in range", origin(i));
    }
    for (const Transition& transition : model.transitions) {
        if (!violation.starts_with("transitions." + transition.name + ".hazard")) continue;
        std::vector<std::string> names;
        const auto add_names = [&](const HazardSpec& hazard) {
            for (const Input& input : hazard.coefficients)
                if (const auto* reference = std::get_if<ParameterRef>(&input))
                    names.push_back(model.parameters[reference->index].name);
        };
        add_names(transition.hazard);
        for (const auto& other : transition.hazard_where) add_names(other.hazard);
        return drawn_among(names, values);
    }
    return "";
}

const std::vector<std::size_t>& ParameterSampler::drawn() const {
    return state_->plan.drawn;
}

std::vector<std::vector<std::size_t>> ParameterSampler::independent_groups() const {
    const DrawingPlan& plan = state_->plan;
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
