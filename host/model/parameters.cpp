#include "ibtr/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ibtr/error.hpp"
#include "model/expression.hpp"
#include "model/hazard_families.hpp"
#include "model/value_message.hpp"

namespace ibtr {
namespace {

constexpr double sum_tolerance = 1e-9;

/// Goes through every input of a model. Messages start with the key of the number that is wrong: the
/// parameter's where a parameter stands in its place.
class ValueChecker {
public:
    ValueChecker(const Model& model, const Parameters& parameters) : model_(model), parameters_(parameters) {}

    std::vector<std::string> check() && {
        for (std::size_t i = 0; i < model_.parameters.size(); ++i) check_parameter(i);
        for (const Transition& transition : model_.transitions) check_transition(transition);
        for (const Factor& factor : model_.factors) check_factor(factor);
        for (std::size_t i = 0; i < model_.case_mixes.size(); ++i) {
            check_distribution(model_.case_mixes[i].probabilities, fmt::format("case_mix[{}].probabilities", i));
        }
        for (const Strategy& strategy : model_.strategies) check_mix(strategy);
        return std::move(messages_);
    }

private:
    void check_parameter(std::size_t index) {
        const Parameter& parameter = model_.parameters[index];
        const double value = parameters_.values()[index];
        if (parameter.unit == "probability") check_domain(ParameterRef{index}, Domain::probability, "its unit");
        if (!std::isfinite(value)) add("parameters." + parameter.name, fmt::format("{} is not a finite number", value));
    }

    void check_transition(const Transition& transition) {
        const std::string key = "transitions." + transition.name;
        check_hazard(transition.hazard, transition.clock, key + ".hazard");
        for (std::size_t i = 0; i < transition.hazard_where.size(); ++i)
            check_hazard(transition.hazard_where[i].hazard, transition.clock,
                         fmt::format("{}.hazard_where[{}].hazard", key, i));
        for (std::size_t i = 0; i < transition.hazard_ratios.size(); ++i)
            check_ratio(transition.hazard_ratios[i], fmt::format("{}.hazard_ratios[{}]", key, i));
        for (std::size_t i = 0; i < transition.risk_ratios.size(); ++i)
            check_ratio(transition.risk_ratios[i], fmt::format("{}.risk_ratios[{}]", key, i));
    }

    void check_hazard(const HazardSpec& hazard, Clock clock, const std::string& key) {
        const FamilyRule& rule = family_rule(hazard.family);
        for (std::size_t i = 0; i < hazard.coefficients.size(); ++i) {
            if (rule.list) {
                check_domain(hazard.coefficients[i], rule.list->number.domain,
                             fmt::format("{}.{}[{}]", key, rule.list->key, i));
            } else {
                check_domain(hazard.coefficients[i], rule.scalars[i].number.domain,
                             fmt::format("{}.{}", key, rule.scalars[i].key));
            }
        }
        if (is_spline(hazard.family)) check_spline(hazard, clock_span(model_, clock), key);
        if (hazard.family == HazardFamily::cumulative_hazard) check_cumulative(hazard, key);
    }

    void check_ratio(const HazardRatio& ratio, const std::string& key) {
        if (ratio.changes.empty()) return check_domain(ratio.value, Domain::non_negative, key + ".value");
        check_domain(ratio.value, Domain::non_negative, key + ".values[0]");
        for (std::size_t i = 0; i < ratio.changes.size(); ++i)
            check_domain(ratio.changes[i].value, Domain::non_negative, fmt::format("{}.values[{}]", key, i + 1));
    }

    /// A cumulative hazard must not fall where women come: the slope is looked at on a grid between the first and the
    /// last knot that the clock gets to, and is constant outside the knots.
    void check_spline(const HazardSpec& hazard, const ClockSpan& span, const std::string& key) {
        constexpr int grid = 256;
        if (hazard.knots.size() < 2 || hazard.coefficients.size() != hazard.knots.size()) return;
        const auto reached = [&](double years) {
            const double x = years > 0 ? std::log(years) : hazard.knots.front();
            return std::clamp(x, hazard.knots.front(), hazard.knots.back());
        };
        const double first = reached(span.low_years), last = reached(span.high_years);
        std::vector<double> gamma;
        for (const Input& coefficient : hazard.coefficients) gamma.push_back(parameters_.value(coefficient));
        for (int i = 0; i <= grid; ++i) {
            const double x = std::lerp(first, last, static_cast<double>(i) / grid);
            if (royston_parmar_slope(gamma, hazard.knots, x) > 0) continue;
            add(key + ".gamma",
                fmt::format("the cumulative hazard does not rise at {:.4g} years; a spline's slope over "
                            "log time must be positive up to {:g} years, where the model ends",
                            std::exp(x), span.high_years));
            return;
        }
    }

    void check_cumulative(const HazardSpec& hazard, const std::string& key) {
        double before = 0;
        for (std::size_t i = 0; i < hazard.coefficients.size(); ++i) {
            const double value = parameters_.value(hazard.coefficients[i]);
            if (i == 0 && value != 0) add(key + ".cumulative[0]", fmt::format("is {:.4g}; at time 0 it is 0", value));
            if (value < before)
                add(fmt::format("{}.cumulative[{}]", key, i),
                    fmt::format("{:.4g} is below the value before it, {:.4g}; a cumulative hazard never falls", value,
                                before));
            before = value;
        }
    }

    void check_factor(const Factor& factor) {
        const std::string key = "factors." + factor.name;
        for (std::size_t i = 0; i < factor.rows.size(); ++i) {
            check_distribution(factor.rows[i].probabilities, factor.given.empty()
                                                                 ? key + ".probabilities"
                                                                 : fmt::format("{}.rows[{}].probabilities", key, i));
        }
    }

    void check_mix(const Strategy& strategy) {
        for (std::size_t i = 0; i < strategy.mix.size(); ++i) {
            const MixRule& rule = strategy.mix[i];
            const std::string key = rule.factor ? fmt::format("strategies.{}.mix[{}].weights", strategy.name, i)
                                                : fmt::format("strategies.{}.mix", strategy.name);
            std::vector<Input> weights;
            for (const MixWeight& weight : rule.weights) weights.push_back(weight.weight);
            check_distribution(weights, key);
        }
    }

    void check_distribution(const std::vector<Input>& probabilities, const std::string& key) {
        double sum = 0;
        for (const Input& probability : probabilities) {
            check_domain(probability, Domain::probability, key);
            sum += parameters_.value(probability);
        }
        if (std::abs(sum - 1) > sum_tolerance) add(key, fmt::format("the sum is {:.12g}; it must be 1", sum));
    }

    void check_domain(const Input& input, Domain domain, const std::string& key) {
        const double value = parameters_.value(input);
        const bool inside =
            std::isfinite(value) && (domain == Domain::any || (domain == Domain::positive && value > 0) ||
                                     (domain == Domain::non_negative && value >= 0) ||
                                     (domain == Domain::probability && value >= 0 && value <= 1));
        if (inside) return;
        const char* allowed = domain == Domain::positive       ? "above 0"
                              : domain == Domain::non_negative ? "0 or more"
                              : domain == Domain::probability  ? "from 0 to 1"
                                                               : "finite";
        messages_.push_back(value_message(model_, parameters_, input, key, allowed));
    }

    void add(const std::string& key, const std::string& message) { messages_.push_back(key + ": " + message); }

    const Model& model_;
    const Parameters& parameters_;
    std::vector<std::string> messages_;
};

}  // namespace

Parameters with_expressions(const Model& model, std::vector<double> values) {
    const auto failures = Expressions(model).evaluate(values);
    if (!failures.empty()) {
        const ExpressionFailure& first = failures.front();
        throw UsageError("parameters." + model.parameters[first.parameter].name + ": " + first.message);
    }
    return Parameters(std::move(values));
}

Parameters base_parameters(const Model& model) {
    std::vector<double> values;
    for (const Parameter& parameter : model.parameters) values.push_back(parameter.value.value_or(0));
    return with_expressions(model, std::move(values));
}

std::vector<std::string> check_values(const Model& model, const Parameters& parameters) {
    return ValueChecker(model, parameters).check();
}

Parameters with_value(const Model& model, const Parameters& base, std::size_t parameter, double value) {
    std::vector<double> values = base.values();
    for (const JointUncertainty& joint : model.joint_uncertainties) {
        if (!joint.makes_share(parameter)) continue;
        const double others = 1 - values[parameter];
        for (const std::size_t share : joint.parameters)
            if (share != parameter && others > 0) values[share] *= (1 - value) / others;
    }
    values[parameter] = value;
    Parameters varied = with_expressions(model, std::move(values));
    const std::vector<std::string> violations = check_values(model, varied);
    if (!violations.empty())
        throw UsageError(
            fmt::format("with {} = {:.6g}: {}", model.parameters[parameter].name, value, violations.front()));
    return varied;
}

}  // namespace ibtr
