#include "config/schema.hpp"

#include <algorithm>
#include <array>

#include "config/document.hpp"

namespace ibtr::config {
namespace {

constexpr std::array rules{
    KeyRule{"schema", Kind::whole, true},
    KeyRule{"name", Kind::text, true},
    KeyRule{"title", Kind::text},
    KeyRule{"people", Kind::text},
    KeyRule{"extends", Kind::text},
    KeyRule{"horizon_years", Kind::number, true},
    KeyRule{"grid_per_year", Kind::whole},
    KeyRule{"cycle_years", Kind::number},
    KeyRule{"landmarks_years", Kind::numbers},
    KeyRule{"patients", Kind::whole},
    KeyRule{"batches", Kind::whole},
    KeyRule{"visit_limit", Kind::whole},
    KeyRule{"seed", Kind::whole},
    KeyRule{"start_state", Kind::text},
    KeyRule{"start_states", Kind::table},
    KeyRule{"start_states.*", Kind::input},
    KeyRule{"reference_strategy", Kind::text},
    KeyRule{"groups", Kind::texts},

    KeyRule{"parameters", Kind::table},
    KeyRule{"parameters.*", Kind::table},
    KeyRule{"parameters.*.value", Kind::number},
    KeyRule{"parameters.*.expression", Kind::text},
    KeyRule{"parameters.*.unit", Kind::text, true},
    KeyRule{"parameters.*.source", Kind::text, true},
    KeyRule{"parameters.*.note", Kind::text},
    KeyRule{"parameters.*.null_value", Kind::number},
    KeyRule{"parameters.*.uncertainty", Kind::table},
    KeyRule{"parameters.*.uncertainty.family", Kind::text, true},
    KeyRule{"parameters.*.uncertainty.ci95", Kind::numbers},
    KeyRule{"parameters.*.uncertainty.standard_error", Kind::number},
    KeyRule{"parameters.*.uncertainty.events", Kind::number},
    KeyRule{"parameters.*.uncertainty.sample_size", Kind::number},
    KeyRule{"parameters.*.uncertainty.log_standard_error", Kind::number},
    KeyRule{"parameters.*.uncertainty.sd", Kind::number},
    KeyRule{"parameters.*.uncertainty.iqr", Kind::numbers},
    KeyRule{"parameters.*.uncertainty.range", Kind::numbers},
    KeyRule{"parameters.*.uncertainty.low", Kind::number},
    KeyRule{"parameters.*.uncertainty.high", Kind::number},
    KeyRule{"parameters.*.uncertainty.value_is", Kind::text},

    KeyRule{"joint_uncertainty", Kind::tables},
    KeyRule{"joint_uncertainty[].family", Kind::text, true},
    KeyRule{"joint_uncertainty[].parameters", Kind::texts, true},
    KeyRule{"joint_uncertainty[].sample_size", Kind::number},
    KeyRule{"joint_uncertainty[].covariance", Kind::number_lists},
    KeyRule{"joint_uncertainty[].source", Kind::text, true},
    KeyRule{"correlations", Kind::tables},
    KeyRule{"correlations[].parameters", Kind::texts, true},
    KeyRule{"correlations[].matrix", Kind::number_lists, true},
    KeyRule{"correlations[].source", Kind::text, true},
    KeyRule{"posterior", Kind::table},
    KeyRule{"posterior.file", Kind::text},
    KeyRule{"posterior.parameters", Kind::texts},
    KeyRule{"posterior.rows", Kind::number_lists},
    KeyRule{"posterior.weights", Kind::numbers},
    KeyRule{"posterior.source", Kind::text, true},

    KeyRule{"states", Kind::tables, true},
    KeyRule{"states[].name", Kind::text, true},
    KeyRule{"states[].kind", Kind::text},
    KeyRule{"states[].cause", Kind::text},
    KeyRule{"states[].absorbing", Kind::flag},
    KeyRule{"states[].label", Kind::text},

    KeyRule{"strategies", Kind::tables, true},
    KeyRule{"strategies[].name", Kind::text, true},
    KeyRule{"strategies[].label", Kind::text},
    KeyRule{"strategies[].mix", Kind::mix},
    KeyRule{"strategies[].mix.*", Kind::input},
    KeyRule{"strategies[].mix[].factor", Kind::text, true},
    KeyRule{"strategies[].mix[].level", Kind::text, true},
    KeyRule{"strategies[].mix[].weights", Kind::table, true},
    KeyRule{"strategies[].mix[].weights.*", Kind::input},

    KeyRule{"clocks", Kind::tables},
    KeyRule{"clocks[].name", Kind::text, true},
    KeyRule{"clocks[].states", Kind::texts, true},

    KeyRule{"transitions", Kind::tables, true},
    KeyRule{"transitions[].name", Kind::text, true},
    KeyRule{"transitions[].from", Kind::text, true},
    KeyRule{"transitions[].to", Kind::text, true},
    KeyRule{"transitions[].clock", Kind::text, true},
    KeyRule{"transitions[].source", Kind::text},
    KeyRule{"transitions[].hazard", Kind::table, true},
    KeyRule{"transitions[].hazard.family", Kind::text, true},
    KeyRule{"transitions[].hazard.rate_per_year", Kind::input},
    KeyRule{"transitions[].hazard.shape", Kind::input},
    KeyRule{"transitions[].hazard.scale_years", Kind::input},
    KeyRule{"transitions[].hazard.shape_per_year", Kind::input},
    KeyRule{"transitions[].hazard.meanlog", Kind::input},
    KeyRule{"transitions[].hazard.sdlog", Kind::input},
    KeyRule{"transitions[].hazard.mu", Kind::input},
    KeyRule{"transitions[].hazard.sigma", Kind::input},
    KeyRule{"transitions[].hazard.q", Kind::input},
    KeyRule{"transitions[].hazard.p", Kind::input},
    KeyRule{"transitions[].hazard.starts_years", Kind::numbers},
    KeyRule{"transitions[].hazard.rates_per_year", Kind::inputs},
    KeyRule{"transitions[].hazard.gamma", Kind::inputs},
    KeyRule{"transitions[].hazard.knots_log_years", Kind::numbers},
    KeyRule{"transitions[].hazard.times_years", Kind::numbers},
    KeyRule{"transitions[].hazard.cumulative", Kind::inputs},
    KeyRule{"transitions[].hazard.table", Kind::text},
    KeyRule{"transitions[].hazard.probability", Kind::input},
    KeyRule{"transitions[].hazard.probabilities", Kind::inputs},
    KeyRule{"transitions[].hazard_ratios", Kind::tables},
    KeyRule{"transitions[].hazard_ratios[].strategy", Kind::text},
    KeyRule{"transitions[].hazard_ratios[].factor", Kind::text},
    KeyRule{"transitions[].hazard_ratios[].level", Kind::text},
    KeyRule{"transitions[].hazard_ratios[].value", Kind::input},
    KeyRule{"transitions[].hazard_ratios[].starts_years", Kind::numbers},
    KeyRule{"transitions[].hazard_ratios[].values", Kind::inputs},
    KeyRule{"transitions[].hazard_ratios[].source", Kind::text},
    KeyRule{"transitions[].risk_ratios", Kind::tables, false, "transitions[].hazard_ratios"},
    KeyRule{"transitions[].order_in_cycle", Kind::whole},
    KeyRule{"transitions[].hazard_where", Kind::tables},
    KeyRule{"transitions[].hazard_where[].strategy", Kind::text},
    KeyRule{"transitions[].hazard_where[].factor", Kind::text},
    KeyRule{"transitions[].hazard_where[].level", Kind::text},
    KeyRule{"transitions[].hazard_where[].hazard", Kind::table, true, "transitions[].hazard"},
    KeyRule{"transitions[].hazard_where[].source", Kind::text},

    KeyRule{"life_tables", Kind::table},
    KeyRule{"life_tables.*", Kind::table},
    KeyRule{"life_tables.*.file", Kind::text},
    KeyRule{"life_tables.*.age_column", Kind::text},
    KeyRule{"life_tables.*.column", Kind::text},
    KeyRule{"life_tables.*.value_is", Kind::text},
    KeyRule{"life_tables.*.per", Kind::number},
    KeyRule{"life_tables.*.where", Kind::table},
    KeyRule{"life_tables.*.where.*", Kind::number_or_text},
    KeyRule{"life_tables.*.first_age_years", Kind::whole},
    KeyRule{"life_tables.*.probabilities", Kind::numbers},
    KeyRule{"life_tables.*.source", Kind::text, true},

    KeyRule{"endpoints", Kind::table},
    KeyRule{"endpoints.*", Kind::endpoint},
    KeyRule{"endpoints.*.transitions", Kind::texts, true},
    KeyRule{"endpoints.*.role", Kind::text},
    KeyRule{"endpoints.*.label", Kind::text},

    KeyRule{"economics", Kind::table},
    KeyRule{"economics.currency", Kind::text, true},
    KeyRule{"economics.willingness_to_pay", Kind::numbers, true},
    KeyRule{"economics.discount_effects_per_year", Kind::input},
    KeyRule{"economics.discount_costs_per_year", Kind::input},
    KeyRule{"economics.discount_starts_years", Kind::numbers},
    KeyRule{"economics.discount_effects_rates_per_year", Kind::inputs},
    KeyRule{"economics.discount_costs_rates_per_year", Kind::inputs},
    KeyRule{"economics.cycle_rewards", Kind::text},
    KeyRule{"economics.source", Kind::text},
    KeyRule{"economics.utilities", Kind::tables, true},
    KeyRule{"economics.utilities[].state", Kind::text},
    KeyRule{"economics.utilities[].transition", Kind::text},
    KeyRule{"economics.utilities[].strategy", Kind::text},
    KeyRule{"economics.utilities[].factor", Kind::text},
    KeyRule{"economics.utilities[].level", Kind::text},
    KeyRule{"economics.utilities[].value", Kind::input, true},
    KeyRule{"economics.utilities[].source", Kind::text},
    KeyRule{"economics.utilities[].from_years", Kind::number},
    KeyRule{"economics.utilities[].to_years", Kind::number},
    KeyRule{"economics.utilities[].ages_years", Kind::numbers},
    KeyRule{"economics.utilities[].years_since_entry", Kind::numbers},
    KeyRule{"economics.costs", Kind::tables, false, "economics.utilities"},

    KeyRule{"factors", Kind::tables},
    KeyRule{"factors[].name", Kind::text, true},
    KeyRule{"factors[].kind", Kind::text},
    KeyRule{"factors[].levels", Kind::texts},
    KeyRule{"factors[].labels", Kind::texts},
    KeyRule{"factors[].bands_years", Kind::number_lists},
    KeyRule{"factors[].single_year_weights", Kind::number_lists},
    KeyRule{"factors[].given", Kind::name_or_names},
    KeyRule{"factors[].start_states", Kind::texts},
    KeyRule{"factors[].probabilities", Kind::inputs},
    KeyRule{"factors[].rows", Kind::tables},
    KeyRule{"factors[].rows[].given", Kind::name_or_names, true},
    KeyRule{"factors[].rows[].probabilities", Kind::inputs, true},
    KeyRule{"factors[].source", Kind::text},

    KeyRule{"case_mix", Kind::tables},
    KeyRule{"case_mix[].strategy", Kind::text, true},
    KeyRule{"case_mix[].factor", Kind::text, true},
    KeyRule{"case_mix[].probabilities", Kind::inputs, true},
    KeyRule{"case_mix[].source", Kind::text},

    KeyRule{"standardisation", Kind::table},
    KeyRule{"standardisation.over", Kind::texts},
    KeyRule{"standardisation.to", Kind::text},

    KeyRule{"marginals", Kind::tables},
    KeyRule{"marginals[].parameter", Kind::text, true},
    KeyRule{"marginals[].published", Kind::input, true},
    KeyRule{"marginals[].source", Kind::text},
    KeyRule{"marginals[].endpoint", Kind::text, true},
    KeyRule{"marginals[].measure", Kind::text, true},
    KeyRule{"marginals[].strategy", Kind::text, true},
    KeyRule{"marginals[].comparator", Kind::text},
    KeyRule{"marginals[].group", Kind::text},
    KeyRule{"marginals[].comparator_group", Kind::text},
    KeyRule{"marginals[].adjusted_for", Kind::texts},
    KeyRule{"marginals[].time_years", Kind::number, true},
    KeyRule{"marginals[].after_metastasis", Kind::flag},

    KeyRule{"calibration", Kind::table},
    KeyRule{"calibration.free", Kind::texts, true},
    KeyRule{"calibration.between_study_sd", Kind::number},
    KeyRule{"calibration.source", Kind::text, true},
    KeyRule{"validation", Kind::table},
    KeyRule{"validation.must_hold", Kind::texts},
    KeyRule{"validation.band_proportion", Kind::number},
    KeyRule{"validation.band_ratio", Kind::number},
    KeyRule{"validation.default_years", Kind::number},
};

}  // namespace

std::span<const KeyRule> schema() {
    return rules;
}

std::string_view describe(Kind kind) {
    switch (kind) {
        case Kind::flag:
            return "true or false";
        case Kind::whole:
            return "a whole number";
        case Kind::number:
            return "a finite number";
        case Kind::text:
            return "a string";
        case Kind::input:
            return "a finite number or the name of a parameter";
        case Kind::number_or_text:
            return "a finite number or a string";
        case Kind::texts:
            return "an array of strings";
        case Kind::name_or_names:
            return "a string or an array of strings";
        case Kind::numbers:
            return "an array of finite numbers";
        case Kind::inputs:
            return "an array of finite numbers and names of parameters";
        case Kind::number_lists:
            return "an array of arrays of finite numbers";
        case Kind::table:
            return "a table";
        case Kind::tables:
            return "an array of tables";
        case Kind::mix:
            return "a table of weights by strategy, or an array of tables";
        case Kind::endpoint:
            return "an array of transitions, or a table with transitions, role and label";
    }
    return "";
}

const KeyRule* find_rule(std::string_view parent_rule_path, std::string_view key) {
    const auto rule_at = [](const std::string& path) -> const KeyRule* {
        const auto rule = std::find_if(rules.begin(), rules.end(), [&](const KeyRule& r) { return r.path == path; });
        return rule == rules.end() ? nullptr : &*rule;
    };
    const KeyRule* exact = rule_at(join_path(parent_rule_path, key));
    return exact != nullptr ? exact : rule_at(join_path(parent_rule_path, "*"));
}

std::vector<std::string> allowed_keys(std::string_view parent_rule_path) {
    std::vector<std::string> keys;
    for (const KeyRule& rule : rules) {
        const std::string_view key = rule.path.substr(rule.path.rfind('.') + 1);
        if (join_path(parent_rule_path, key) == rule.path) keys.emplace_back(key);
    }
    return keys;
}

}  // namespace ibtr::config
