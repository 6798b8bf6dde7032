#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/files.hpp"
#include "config/build.hpp"
#include "config/document.hpp"
#include "config/schema.hpp"
#include "config/steps.hpp"
#include "ibtr/changed_model.hpp"
#include "ibtr/config.hpp"
#include "ibtr/parameters.hpp"
#include "model/expression.hpp"

namespace ibtr {
namespace config {
namespace {

/// Of a parameter's value or expression; of anything else itself.
const Origin& value_origin(const Node& node) {
    for (const char* key : {"value", "expression"}) {
        if (const Node* value = node.find(key)) return value->origin();
    }
    return node.origin();
}

/// Value checks for the base case; a failed expression is reported and stands at 1 for those that use it.
void check_base_case(Build& build, const std::optional<Economics>& economics, const Node& document) {
    const Model& model = build.model;
    std::vector<double> values;
    for (const Parameter& parameter : model.parameters) values.push_back(parameter.value.value_or(1));
    for (const ExpressionFailure& failure : Expressions(model).evaluate(values)) {
        const std::string key = "parameters." + model.parameters[failure.parameter].name + ".expression";
        if (build.is_placeholder(key)) continue;
        build.problems.add(closest_node(document, key).origin(), key, failure.message);
        build.placeholders.push_back(key);
    }
    std::vector<std::string> violations = check_values(model, Parameters(values));
    if (economics)
        for (std::string& violation : check_economics(model, *economics, Parameters(values)))
            violations.push_back(std::move(violation));
    for (const std::string& violation : violations) {
        const std::size_t colon = violation.find(": ");
        std::string key = violation.substr(0, colon);
        if (stands_for_start_factor(build, key)) key = "start_states";
        if (build.is_placeholder(key)) continue;
        build.problems.add(value_origin(closest_node(document, key)), key, violation.substr(colon + 2));
    }
}

struct BuiltConfig {
    Build build;
    std::optional<Economics> economics;
};

BuiltConfig build_model(const Node& document, Problems& problems) {
    Build build{Cursor(document), problems};
    read_parameters(build);
    read_joint_uncertainty(build);
    read_life_tables(build);
    read_states(build);
    read_strategies(build);
    read_factors(build);
    read_start(build);
    read_mixes(build);
    read_clocks(build);
    read_transitions(build);
    read_endpoints(build);
    decide_deaths(build);
    read_case_mix(build);
    read_standardisation(build);
    read_settings(build);
    std::optional<Economics> economics = read_economics(build);
    read_marginals(build);
    read_validation(build);
    read_calibration(build);
    check_graph(build);
    check_clocks(build);
    check_ages(build);
    check_base_case(build, economics, document);
    return {std::move(build), std::move(economics)};
}

std::string hash_text(const std::string& text) {
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

LoadedConfig load_document(Node document, const std::string& file, const std::vector<std::string>& overrides) {
    document = resolve_extends(std::move(document), file);
    Problems problems;
    for (const std::string& text : overrides) apply_override(document, text, problems);
    check_shape(document, problems);
    embed_life_tables(document, problems);
    embed_posterior(document, problems);
    auto [build, economics] = build_model(document, problems);
    problems.throw_if_any();
    check_model(build.model);
    check_together(build.model, document, problems);
    problems.throw_if_any();
    std::vector<std::string> warnings = find_warnings(build);
    const std::string text = write_toml(document);
    return {std::move(build.model), text, hash_text(text), std::move(warnings), std::move(economics)};
}

}  // namespace

bool Build::is_placeholder(std::string_view key) const {
    const auto lies_in = [](std::string_view inner, std::string_view outer) {
        return inner.starts_with(outer) &&
               (inner.size() == outer.size() || inner[outer.size()] == '.' || inner[outer.size()] == '[');
    };
    return std::any_of(placeholders.begin(), placeholders.end(), [&](const std::string& placeholder) {
        return lies_in(key, placeholder) || lies_in(placeholder, key);
    });
}

}  // namespace config

LoadedConfig load_config(const ConfigSource& source) {
    return load_config_text(read_text_file(source.path), source.path, source.overrides);
}

LoadedConfig load_config_text(const std::string& text, const std::string& name,
                              const std::vector<std::string>& overrides) {
    return config::load_document(config::parse_toml(text, name), name, overrides);
}

}  // namespace ibtr
