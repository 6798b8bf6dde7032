#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/build.hpp"

namespace ibtr::config {
namespace {

bool is_mix(const Cursor& strategy) {
    return strategy.at("mix").present();
}

std::vector<MixWeight> read_weights(Build& build, const Cursor& at) {
    const std::vector<Cursor> strategies = build.root.at("strategies").elements();
    const std::vector<std::string> names = names_of(build.model.strategies);
    std::vector<MixWeight> weights;
    for (const auto& [name, weight] : at.entries()) {
        const auto component = std::find(names.begin(), names.end(), name) - names.begin();
        const auto index = static_cast<std::size_t>(component);
        if (index == names.size()) {
            build.report(weight, "strategy " + unknown_name(name, names));
            build.placeholders.push_back(at.path());
        } else if (is_mix(strategies[index])) {
            build.report(weight, fmt::format("'{}' is itself a mix; a mix has simulated strategies only", name));
            build.placeholders.push_back(at.path());
        } else {
            weights.push_back({index, read_choice(build, weight, number_rules::weight)});
        }
    }
    return weights;
}

void check_levels_covered(Build& build, const Cursor& at, const std::vector<MixRule>& rules) {
    const std::size_t factor = *rules.front().factor;
    std::set<std::size_t> seen;
    for (const MixRule& rule : rules) {
        if (!rule.factor || !rule.level) return;
        if (*rule.factor != factor) return build.report(at, "all rules of a mix must be about the same factor");
        if (!seen.insert(*rule.level).second) return build.report(at, "two rules are about the same level");
    }
    const std::vector<std::string>& levels = build.model.factors[factor].levels;
    for (std::size_t level = 0; level < levels.size(); ++level) {
        if (!seen.contains(level))
            build.report(at, fmt::format("no rule for level '{}'; every level needs one", levels[level]));
    }
}

std::vector<MixRule> read_rules_by_level(Build& build, const Cursor& at) {
    std::vector<MixRule> rules;
    for (const Cursor& table : at.elements()) {
        MixRule rule;
        rule.factor = resolve(build, table.at("factor"), names_of(build.model.factors));
        if (rule.factor) rule.level = resolve(build, table.at("level"), build.model.factors[*rule.factor].levels);
        rule.weights = read_weights(build, table.at("weights"));
        rules.push_back(std::move(rule));
    }
    if (rules.empty()) {
        build.report(at, "is empty; give the weight of at least one strategy");
    } else if (rules.front().factor) {
        check_levels_covered(build, at, rules);
    }
    return rules;
}

}  // namespace

void read_strategies(Build& build) {
    const Cursor at = build.root.at("strategies");
    const std::vector<Cursor> tables = at.elements();
    for (const Cursor& table : tables) {
        const std::string name = read_name(build, table);
        build.model.strategies.push_back({name, read_label(build, table.at("label"), name), {}});
    }
    check_unique(build, tables, names_of(build.model.strategies));
    if (at.present() && std::all_of(tables.begin(), tables.end(), is_mix)) {
        build.report(at, "no strategy is simulated; give at least one without a mix");
    }
    const auto reference = resolve(build, build.root.at("reference_strategy"), names_of(build.model.strategies));
    build.model.reference_strategy = StrategyIndex(reference.value_or(0));
}

void read_mixes(Build& build) {
    const std::vector<Cursor> tables = build.root.at("strategies").elements();
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const Cursor mix = tables[i].at("mix");
        if (!mix.present()) continue;
        if (mix.node()->table() != nullptr) {
            build.model.strategies[i].mix = {{std::nullopt, std::nullopt, read_weights(build, mix)}};
        } else {
            build.model.strategies[i].mix = read_rules_by_level(build, mix);
        }
    }
}

}  // namespace ibtr::config
