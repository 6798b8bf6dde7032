#include <fmt/format.h>

#include <algorithm>

#include "config/build.hpp"

namespace ibtr::config {
namespace {

constexpr std::string_view published_units[]{"ratio", "probability", "none"};
constexpr NumberRule published_number{published_units, Domain::positive};

const std::vector<std::string> endpoints_without_states{"os", "ddfs", "dfs", "lrfs", "bcss", "dmfs_net", "lrc_net"};

std::string read_one_of(Build& build, const Cursor& at, const std::vector<std::string>& allowed) {
    std::string text = at.text_or("");
    if (at.present() && std::find(allowed.begin(), allowed.end(), text) == allowed.end())
        build.report(at, unknown_name(text, allowed));
    return text;
}

std::string read_group(Build& build, const Cursor& at) {
    std::string text = at.text_or("");
    try {
        parse_women(build.model, text);
    } catch (const UsageError& error) {
        build.report(at, error.what());
    }
    return text;
}

Estimand read_estimand(Build& build, const Cursor& table) {
    Estimand estimand;
    std::vector<std::string> endpoints = endpoints_without_states;
    for (const EndpointSet& set : build.model.endpoints) endpoints.push_back("cif_" + set.name);
    const std::vector<std::string> strategies = names_of(build.model.strategies);
    estimand.endpoint = read_one_of(build, table.at("endpoint"), endpoints);
    estimand.measure = read_one_of(build, table.at("measure"), estimand_measures());
    estimand.strategy = read_one_of(build, table.at("strategy"), strategies);
    estimand.comparator = read_one_of(build, table.at("comparator"), strategies);
    estimand.group = read_group(build, table.at("group"));
    estimand.comparator_group = read_group(build, table.at("comparator_group"));
    estimand.after_metastasis = table.at("after_metastasis").flag();
    for (const Cursor& element : table.at("adjusted_for").elements())
        if (resolve(build, element, names_of(build.model.factors)))
            estimand.adjusted_for.push_back(element.text_or(""));
    const bool compared = !estimand.comparator.empty() || !estimand.comparator_group.empty();
    if (!estimand.measure.empty() && compared != is_contrast(estimand.measure))
        build.report(table.at("measure"), fmt::format("{} {} a comparator or a comparator_group", estimand.measure,
                                                      compared ? "must not have" : "needs"));
    return estimand;
}

}  // namespace

void read_marginals(Build& build) {
    const std::vector<std::string> parameters = names_of(build.model.parameters);
    for (const Cursor& table : build.root.at("marginals").elements()) {
        Marginal marginal;
        const auto parameter = resolve(build, table.at("parameter"), parameters);
        if (parameter && !build.model.parameters[*parameter].value)
            build.report(table.at("parameter"), fmt::format("'{}' has an expression; only a parameter with a value can "
                                                            "be solved for",
                                                            parameters[*parameter]));
        for (const Marginal& other : build.model.marginals)
            if (parameter && other.parameter == *parameter)
                build.report(table.at("parameter"), fmt::format("'{}' is solved for twice", parameters[*parameter]));
        marginal.parameter = parameter.value_or(0);
        if (holds_number(table.at("published"))) note_source(build, table.at("published"), table.at("source"));
        marginal.published = read_choice(build, table.at("published"), published_number);
        marginal.estimand = read_estimand(build, table);
        marginal.estimand.time_years = table.at("time_years").number().value_or(0);
        if (marginal.estimand.time_years <= 0 && table.at("time_years").present())
            build.report(table.at("time_years"),
                         fmt::format("is {}; it must be above 0", marginal.estimand.time_years));
        build.model.marginals.push_back(std::move(marginal));
    }
}

void read_validation(Build& build) {
    const Cursor at = build.root.at("validation");
    ValidationRules& rules = build.model.validation;
    for (const Cursor& element : at.at("must_hold").elements()) rules.must_hold.push_back(element.text_or(""));
    const auto read = [&](const char* key, double& value, double above) {
        value = at.at(key).number().value_or(value);
        if (!(value > above)) build.report(at.at(key), fmt::format("is {}; it must be above {}", value, above));
    };
    read("band_proportion", rules.band_proportion, 0);
    read("band_ratio", rules.band_ratio, 1);
    read("default_years", rules.default_years, 0);
}

void read_calibration(Build& build) {
    const Cursor at = build.root.at("calibration");
    CalibrationRules& rules = build.model.calibration;
    for (const Cursor& element : at.at("free").elements()) {
        const auto parameter = resolve(build, element, names_of(build.model.parameters));
        if (!parameter) continue;
        if (!build.model.parameters[*parameter].uncertainty && !build.model.posterior)
            build.report(element, "has no uncertainty: a free parameter's own distribution is its prior");
        rules.free.push_back(*parameter);
    }
    rules.between_study_sd = at.at("between_study_sd").number().value_or(rules.between_study_sd);
    if (!(rules.between_study_sd >= 0))
        build.report(at.at("between_study_sd"), fmt::format("is {}; it must be 0 or more", rules.between_study_sd));
}

}  // namespace ibtr::config
