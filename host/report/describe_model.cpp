#include "report/describe_model.hpp"

#include <fmt/format.h>

#include "ibtr/state_graph.hpp"
#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"
#include "report/hazard_words.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr {
namespace {

/// "factor=level".
std::string level_name(const Model& model, FactorIndex factor, std::size_t level) {
    return model.factors[factor].name + '=' + model.factors[factor].levels[level];
}

/// Writes the sections of the description one after another.
class Description {
public:
    Description(const Model& model, const Parameters& parameters) : model_(model), parameters_(parameters) {}

    std::string write(const std::vector<std::string>& warnings) && {
        write_overview();
        write_states();
        write_transitions();
        write_strategies();
        write_factors();
        write_endpoints();
        write_parameters();
        for (const LifeTable& table : model_.life_tables) {
            line("Life table {}: ages {} to {}; source: {}", table.name, table.first_age_years,
                 table.first_age_years + static_cast<int>(table.probability.size()) - 1, table.source);
        }
        if (!warnings.empty()) heading("Warnings");
        for (const std::string& warning : warnings) line("  - {}", warning);
        return std::move(text_);
    }

private:
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        text_ += fmt::format(format, std::forward<Args>(args)...) + '\n';
    }
    void heading(const std::string& title) { line("\n{}", title); }
    [[nodiscard]] std::string words(const Input& input) const { return input_in_words(model_, parameters_, input); }

    void write_overview() {
        line("{} ({})", model_.title, model_.name);
        line("Horizon {:g} years in {} bins; landmarks at {:g} years; {} patients, seed {}.", model_.horizon_years,
             model_.bins(), fmt::join(model_.landmarks_years, ", "), model_.patients, model_.seed);
    }

    void write_states() {
        heading("States");
        for (std::size_t i = 0; i < model_.states.size(); ++i) {
            const State& state = model_.states[i];
            line("  - {}{}{}", named(state.name, label_of(state)), start_in_words(i), end_in_words(state));
        }
    }

    /// " (begin here: stage=early, stage=late)".
    [[nodiscard]] std::string start_in_words(std::size_t state) const {
        const auto factor = start_factor(model_);
        if (!factor) return state == model_.start_state ? " (everyone starts here)" : "";
        std::string text;
        const std::vector<std::size_t>& starts = model_.factors[*factor].start_states;
        for (std::size_t level = 0; level < starts.size(); ++level)
            if (starts[level] == state)
                text += (text.empty() ? " (begin here: " : ", ") + level_name(model_, FactorIndex(*factor), level);
        return text.empty() ? text : text + ")";
    }

    /// "local: local recurrence"; a name alone where there is no other label.
    static std::string named(const std::string& name, const std::string& label) {
        return label.empty() || label == name ? name : fmt::format("{}: {}", name, label);
    }

    static std::string end_in_words(const State& state) {
        if (state.kind == StateKind::alive) return state.absorbing ? " (absorbing)" : "";
        return state.cause.empty() ? " (death)" : fmt::format(" (death: {})", state.cause);
    }

    void write_transitions() {
        heading("Transitions");
        for (const Transition& transition : model_.transitions) {
            line("  - {}: {} -> {}", transition.name, model_.states[transition.from].name,
                 model_.states[transition.to].name);
            line("      hazard by {}: {}{}", clock_in_words(model_, transition),
                 hazard_in_words(model_, parameters_, transition.hazard), source_note(transition.source));
            for (const HazardWhere& where : transition.hazard_where) {
                line("     {}: {}{}", conditions(where), hazard_in_words(model_, parameters_, where.hazard),
                     source_note(where.source));
            }
            for (const HazardRatio& ratio : transition.hazard_ratios) {
                line("      times {}{}{}", ratio_in_words(ratio), conditions(ratio), source_note(ratio.source));
            }
            for (const HazardRatio& ratio : transition.risk_ratios) {
                line("      probability times {}{}{}", ratio_in_words(ratio), conditions(ratio),
                     source_note(ratio.source));
            }
            if (transition.order_in_cycle > 1) line("      turn {} of a cycle", transition.order_in_cycle);
        }
    }

    static std::string source_note(const std::string& source) {
        return source.empty() ? std::string() : fmt::format(" (source: {})", source);
    }

    [[nodiscard]] std::string ratio_in_words(const HazardRatio& ratio) const {
        std::string text = words(ratio.value);
        for (const RatioChange& change : ratio.changes)
            text += fmt::format(", {} from year {:g}", words(change.value), change.start_years);
        return text;
    }

    template <class Conditional>
    [[nodiscard]] std::string conditions(const Conditional& conditional) const {
        std::string text;
        if (conditional.strategy) text += " under " + model_.strategies[*conditional.strategy].name;
        if (conditional.factor)
            text += " for " + level_name(model_, FactorIndex(*conditional.factor), *conditional.level);
        return text.empty() ? " always" : text;
    }

    void write_strategies() {
        heading("Strategies");
        for (std::size_t i = 0; i < model_.strategies.size(); ++i) {
            const Strategy& strategy = model_.strategies[i];
            line("  - {}: {}{}", strategy.name, strategy.label, i == model_.reference_strategy ? " (reference)" : "");
            for (const MixRule& rule : strategy.mix) {
                std::string parts;
                for (const MixWeight& weight : rule.weights) {
                    parts += fmt::format("{}{} of {}", parts.empty() ? "" : ", ", words(weight.weight),
                                         model_.strategies[weight.component].name);
                }
                line("      mix{}: {}",
                     rule.factor ? " for " + level_name(model_, FactorIndex(*rule.factor), *rule.level) : "", parts);
            }
        }
    }

    void write_factors() {
        if (model_.factors.empty()) return;
        heading("Factors");
        for (const Factor& factor : model_.factors) {
            line("  - {}{}", factor.name, source_note(factor.source));
            for (const ConditionalRow& row : factor.rows) write_row(factor, row);
        }
        for (const CaseMix& mix : model_.case_mixes) {
            line("  - {} among those who get {}: {}{}", model_.factors[mix.factor].name,
                 model_.strategies[mix.strategy].name, levels_in_words(model_.factors[mix.factor], mix.probabilities),
                 source_note(mix.source));
        }
    }

    void write_row(const Factor& factor, const ConditionalRow& row) {
        std::string given;
        for (std::size_t i = 0; i < row.given_levels.size(); ++i) {
            given += (i == 0 ? "given " : ", ") + level_name(model_, FactorIndex(factor.given[i]), row.given_levels[i]);
        }
        line("      {}{}{}", given, given.empty() ? "" : ": ", levels_in_words(factor, row.probabilities));
    }

    [[nodiscard]] std::string levels_in_words(const Factor& factor, const std::vector<Input>& probabilities) const {
        std::string text;
        for (std::size_t i = 0; i < probabilities.size(); ++i) {
            text += fmt::format("{}{} {}", i == 0 ? "" : ", ", named(factor.levels[i], factor.label(i)),
                                words(probabilities[i]));
        }
        return text;
    }

    void write_endpoints() {
        heading("Endpoints (first passage through any of)");
        for (const EndpointSet& set : model_.endpoints) {
            std::string names;
            for (const std::size_t transition : set.transitions) {
                names += (names.empty() ? "" : ", ") + model_.transitions[transition].name;
            }
            line("  - {}: {}{}", set.name, names.empty() ? "no transition" : names, meaning(set));
        }
        std::string derived;
        for (const EndpointRule& rule : endpoint_rules())
            if (has_endpoint(model_, rule))
                derived += fmt::format("{}{} ({})", derived.empty() ? "" : ", ", rule.name, rule.words);
        line("  Derived: {}", derived.empty() ? "none, for no state is a death and no endpoint has a role" : derived);
    }

    /// " (distant metastasis, role distant)".
    static std::string meaning(const EndpointSet& set) {
        const bool labelled = !set.label.empty() && set.label != set.name;
        if (!set.role) return labelled ? fmt::format(" ({})", set.label) : "";
        return fmt::format(" ({}{}role {})", labelled ? set.label : "", labelled ? ", " : "", rule_of(*set.role).name);
    }

    void write_parameters() {
        if (model_.parameters.empty()) return;
        heading("Parameters");
        for (std::size_t i = 0; i < model_.parameters.size(); ++i) {
            const Parameter& parameter = model_.parameters[i];
            const std::string expression = parameter.expression.empty() ? "" : " = " + parameter.expression;
            line("  - {}{} = {:.6g} {}; source: {}{}", parameter.name, expression, parameters_.values()[i],
                 parameter.unit, parameter.source, parameter.note.empty() ? "" : "; " + parameter.note);
            if (parameter.uncertainty) {
                line("      uncertain: {}", uncertainty_in_words(*parameter.uncertainty));
                line("      drawn from {}", distribution_in_words(parameter));
            }
        }
    }

    static std::string distribution_in_words(const Parameter& parameter) {
        const FittedDistribution fit = fit_distribution(*parameter.value, *parameter.uncertainty);
        std::string text = in_words(fit.distribution);
        if (fit.point == PointEstimate::mode) return text;
        return fmt::format("{}, {} {:.4g}: {:.1f} % of the 95 % interval from the value", text,
                           fit.point == PointEstimate::mean ? "mean" : "median", fit.point_value, 100 * fit.misfit);
    }

    static std::string uncertainty_in_words(const Uncertainty& uncertainty) {
        std::string text = uncertainty.family;
        if (uncertainty.ci95_low)
            text += fmt::format(", 95 % from {:g} to {:g}", *uncertainty.ci95_low, *uncertainty.ci95_high);
        if (uncertainty.standard_error) text += fmt::format(", standard error {:g}", *uncertainty.standard_error);
        if (uncertainty.events)
            text += fmt::format(", {:g} events in {:g}", *uncertainty.events, *uncertainty.sample_size);
        if (uncertainty.log_standard_error)
            text += fmt::format(", standard error of the logarithm {:g}", *uncertainty.log_standard_error);
        if (uncertainty.sd) text += fmt::format(", sd of patients {:g}", *uncertainty.sd);
        if (uncertainty.iqr_low)
            text += fmt::format(", quartiles of patients {:g} and {:g}", *uncertainty.iqr_low, *uncertainty.iqr_high);
        if (uncertainty.range_low)
            text += fmt::format(", patients from {:g} to {:g}", *uncertainty.range_low, *uncertainty.range_high);
        if (!uncertainty.events && uncertainty.sample_size) text += fmt::format(", n = {:g}", *uncertainty.sample_size);
        if (uncertainty.low) text += fmt::format(", from {:g}", *uncertainty.low);
        if (uncertainty.high) text += fmt::format(", up to {:g}", *uncertainty.high);
        return text;
    }

    const Model& model_;
    const Parameters& parameters_;
    std::string text_;
};

}  // namespace

std::string describe_model(const Model& model, const Parameters& parameters, const std::vector<std::string>& warnings) {
    return Description(model, parameters).write(warnings);
}

}  // namespace ibtr
