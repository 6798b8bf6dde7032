#include "page/controls.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "model/expression.hpp"
#include "page/report_words.hpp"

namespace ibtr::page {
namespace {

/// Collects the parameters behind inputs.
class UsedParameters {
public:
    explicit UsedParameters(const Model& model) : model_(model) {}

    void add(const Input& input) {
        if (const auto* reference = std::get_if<ParameterRef>(&input)) add(reference->index);
    }
    void add(const std::vector<Input>& inputs) {
        for (const Input& input : inputs) add(input);
    }
    [[nodiscard]] const std::set<std::size_t>& found() const { return found_; }

private:
    void add(std::size_t parameter) {
        if (!found_.insert(parameter).second) return;
        const std::string& expression = model_.parameters[parameter].expression;
        if (expression.empty()) return;
        const std::vector<std::string> names = names_in_expression(expression);
        for (std::size_t k = 0; k < model_.parameters.size(); ++k)
            if (std::find(names.begin(), names.end(), model_.parameters[k].name) != names.end()) add(k);
    }

    const Model& model_;
    std::set<std::size_t> found_;
};

std::string label_of(const Parameter& parameter) {
    std::string words = parameter.name;
    std::string kind;
    for (const auto& [prefix, meaning] : {std::pair("hr_", "Hazard ratio"), {"log_ratio_", "Logarithm of a ratio"}})
        if (words.starts_with(prefix)) {
            kind = meaning;
            words.erase(0, std::string(prefix).size());
        }
    std::replace(words.begin(), words.end(), '_', ' ');
    return kind.empty() ? sentence_case(words) : kind + ": " + words;
}

std::string section_of(const Parameter& parameter) {
    if (parameter.null_value) return "Mechanisms";
    return parameter.unit == "probability" ? "Practice and case mix" : "Hazard ratios";
}

/// A number of two significant digits at or beyond one, downwards or upwards.
double outward(double number, bool upwards) {
    if (number == 0) return 0;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(number))) - 1);
    return (upwards ? std::ceil(number / unit - 1e-9) : std::floor(number / unit + 1e-9)) * unit;
}

/// The span of a slider: well beyond the published interval, and with the value that switches a mechanism off.
void set_span(Control& control) {
    const double low = control.low.value_or(control.value), high = control.high.value_or(control.value);
    if (control.unit == "probability") {
        control.minimum = std::min(0.001, low);
        control.maximum = std::max(0.999, high);
    } else if (control.value > 0) {
        control.logarithmic = true;
        control.minimum = std::min(control.value / 4, low / 1.5);
        control.maximum = std::max(control.value * 4, high * 1.5);
    } else {
        control.minimum = std::min(control.value - 1, low);
        control.maximum = std::max(control.value + 1, high);
    }
    if (control.unit != "probability") {
        control.minimum = outward(control.minimum, false);
        control.maximum = outward(control.maximum, true);
    }
    if (control.off) {
        control.minimum = std::min(control.minimum, *control.off);
        control.maximum = std::max(control.maximum, *control.off);
        control.logarithmic = control.logarithmic && control.minimum > 0;
    }
}

Control control_of(const Model& model, const ParameterSampler& sampler, std::size_t parameter) {
    const Parameter& of = model.parameters[parameter];
    Control control;
    control.key = of.name;
    control.label = label_of(of);
    control.section = section_of(of);
    control.unit = of.unit;
    control.source = of.source;
    control.note = of.note;
    control.value = *of.value;
    control.off = of.null_value;
    control.assumption = of.source.starts_with("assumption");
    const std::vector<std::size_t>& drawn = sampler.drawn();
    if (std::find(drawn.begin(), drawn.end(), parameter) != drawn.end()) {
        control.low = sampler.quantile_of(parameter, 0.025);
        control.high = sampler.quantile_of(parameter, 0.975);
    }
    set_span(control);
    return control;
}

/// Compiles the model with other values, and says whether its tables are the same but for multipliers.
class TableTrial {
public:
    explicit TableTrial(const Study& study) : study_(study) {}

    [[nodiscard]] bool keeps_tables(const std::vector<std::pair<std::size_t, double>>& moved) const {
        try {
            std::vector<double> values = study_.parameters().values();
            for (const auto& [parameter, value] : moved) values[parameter] = value;
            const Parameters parameters = with_expressions(study_.model(), std::move(values));
            if (!check_values(study_.model(), parameters).empty()) return false;
            const Population population = make_population(study_.model(), parameters);
            if (population.strata.size() != study_.population().strata.size()) return false;
            Tables tables = compile(study_.model(), parameters, population, study_.graph());
            tables.inverse_multipliers = study_.tables().inverse_multipliers;
            return ibtr::tables_digest(tables) == study_.tables_digest();
        } catch (const UsageError&) {
            return false;  // such values make no model
        }
    }

private:
    const Study& study_;
};

bool is_ratio_or_mechanism(const Parameter& parameter) {
    return parameter.null_value.has_value() || parameter.name.starts_with("hr_");
}

}  // namespace

nlohmann::ordered_json Control::json() const {
    const auto number_or_null = [](const std::optional<double>& number) {
        return number ? nlohmann::ordered_json(*number) : nlohmann::ordered_json(nullptr);
    };
    return {{"key", key},
            {"label", label},
            {"section", section},
            {"unit", unit},
            {"value", value},
            {"low", number_or_null(low)},
            {"high", number_or_null(high)},
            {"minimum", minimum},
            {"maximum", maximum},
            {"scale", logarithmic ? "log" : "linear"},
            {"source", source},
            {"note", note},
            {"assumption", assumption},
            {"off", number_or_null(off)},
            {"enters", true},
            {"kind", off ? "switch" : "slider"}};
}

std::vector<std::size_t> parameters_of_multipliers_and_weights(const Model& model) {
    UsedParameters used(model);
    for (const Transition& transition : model.transitions)
        for (const HazardRatio& ratio : transition.hazard_ratios)
            if (ratio.changes.empty() && !model.cycle_years) used.add(ratio.value);
    for (const Strategy& strategy : model.strategies)
        for (const MixRule& rule : strategy.mix)
            for (const MixWeight& part : rule.weights) used.add(part.weight);
    for (const CaseMix& mix : model.case_mixes) used.add(mix.probabilities);
    for (const Factor& factor : model.factors)
        for (const ConditionalRow& row : factor.rows) used.add(row.probabilities);
    return {used.found().begin(), used.found().end()};
}

MovableParameters movable_parameters(const Study& study) {
    const Model& model = study.model();
    const ParameterSampler sampler(model, Design{.draws = 1}, model.seed);
    const TableTrial trial(study);
    const std::vector<std::size_t> used = parameters_of_multipliers_and_weights(model);
    MovableParameters movable;
    std::vector<std::pair<std::size_t, double>> lowest, highest;
    for (std::size_t k = 0; k < model.parameters.size(); ++k) {
        const Parameter& parameter = model.parameters[k];
        if (!parameter.value) continue;
        const bool is_used = std::find(used.begin(), used.end(), k) != used.end();
        if (!is_used) {
            if (is_ratio_or_mechanism(parameter)) movable.in_tables.push_back(parameter.name);
            continue;
        }
        Control control = control_of(model, sampler, k);
        // Beside what has been accepted: two parameters may change a table only together.
        std::vector<std::pair<std::size_t, double>> low = lowest, high = highest;
        low.emplace_back(k, control.minimum);
        high.emplace_back(k, control.maximum);
        if (trial.keeps_tables({{k, control.minimum}}) && trial.keeps_tables({{k, control.maximum}}) &&
            trial.keeps_tables(low) && trial.keeps_tables(high)) {
            lowest = std::move(low);
            highest = std::move(high);
            movable.controls.push_back(std::move(control));
        } else {
            movable.in_tables.push_back(parameter.name);
        }
    }
    return movable;
}

}  // namespace ibtr::page
