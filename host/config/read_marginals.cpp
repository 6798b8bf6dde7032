#include <fmt/format.h>

#include <algorithm>

#include "config/build.hpp"
#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"

namespace ibtr::config {
namespace {

constexpr std::string_view published_units[]{"ratio", "probability", "none"};
constexpr NumberRule published_number{published_units, Domain::positive};

std::string read_one_of(Build& build, const Cursor& at, const std::vector<std::string>& allowed) {
    std::string text = at.text_or("");
    if (at.present() && std::find(allowed.begin(), allowed.end(), text) == allowed.end())
        build.report(at, unknown_name(text, allowed));
    return text;
}

std::string read_endpoint_name(Build& build, const Cursor& at) {
    std::string name = at.text_or("");
    const std::vector<std::string> names = event_endpoints(build.model);
    const bool readable = build.graph_resolved && build.kinds_resolved;
    if (at.present() && readable && std::find(names.begin(), names.end(), name) == names.end())
        build.report(at, missing_endpoint(build.model, name));
    return name;
}

WomenClass read_group(Build& build, const Cursor& at) {
    try {
        return parse_women(build.model, at.text_or(""));
    } catch (const UsageError& error) {
        build.report(at, error.what());
    }
    return {};
}

StrategyIndex read_arm(Build& build, const Cursor& at) {
    return StrategyIndex(resolve(build, at, names_of(build.model.strategies)).value_or(0));
}

Quantity read_quantity(Build& build, const Cursor& table) {
    Quantity quantity{.population = PopulationKind::as_observed};
    quantity.endpoint = read_endpoint_name(build, table.at("endpoint"));
    const std::string measure = read_one_of(build, table.at("measure"), measure_names(&MeasureTraits::solvable));
    quantity.measure = find_measure(measure).value_or(Measure::value);
    if (const auto why = mismatch(quantity.measure, quantity.endpoint); why && table.at("endpoint").present())
        build.report(table.at("measure"), *why);
    quantity.strategy = read_arm(build, table.at("strategy"));
    if (table.at("comparator").present()) quantity.comparator = read_arm(build, table.at("comparator"));
    quantity.group = read_group(build, table.at("group"));
    quantity.comparator_group = read_group(build, table.at("comparator_group"));
    if (table.at("comparator_group").text_or("") == "all" && !quantity.group.empty())
        build.report(table.at("comparator_group"), "is everyone beside a group: name every level of a factor instead");
    if (table.at("after_metastasis").flag()) quantity.time_zero = TimeZero::metastasis;
    for (const Cursor& element : table.at("adjusted_for").elements())
        if (const auto factor = resolve(build, element, names_of(build.model.factors)))
            quantity.adjusted_for.push_back(*factor);
    if (const auto why = missing_role(build.model, quantity)) build.report(table, *why);
    const bool compared = quantity.comparator || table.at("comparator_group").present();
    if (find_measure(measure) && compared != is_contrast(quantity.measure))
        build.report(table.at("measure"), fmt::format("{} {} a comparator or a comparator_group", measure,
                                                      compared ? "must not have" : "needs"));
    return quantity;
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
        marginal.quantity = read_quantity(build, table);
        marginal.quantity.time_years = table.at("time_years").number().value_or(0);
        if (marginal.quantity.time_years <= 0 && table.at("time_years").present())
            build.report(table.at("time_years"),
                         fmt::format("is {}; it must be above 0", marginal.quantity.time_years));
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
