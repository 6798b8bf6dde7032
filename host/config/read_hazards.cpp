#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "config/build.hpp"

namespace ibtr::config {
namespace {

std::vector<std::string> family_names() {
    std::vector<std::string> names;
    for (const FamilyRule& rule : family_rules()) names.emplace_back(rule.name);
    return names;
}

/// Keys that a family takes beside `family`.
std::vector<std::string> family_keys(const FamilyRule& rule) {
    std::vector<std::string> keys;
    for (const CoefficientRule& scalar : rule.scalars) keys.emplace_back(scalar.key);
    if (!rule.knots_key.empty()) keys.emplace_back(rule.knots_key);
    if (rule.list) keys.emplace_back(rule.list->key);
    if (rule.family == HazardFamily::life_table) keys.emplace_back("table");
    return keys;
}

void check_family_keys(Build& build, const Cursor& at, const FamilyRule& rule) {
    const std::vector<std::string> keys = family_keys(rule);
    for (const auto& [key, value] : at.entries()) {
        if (key == "family" || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
        build.report(value, fmt::format("does not belong to the family {}; it takes {}", rule.name, list_names(keys)));
    }
    for (const std::string& key : keys) {
        if (!at.at(key).present()) {
            build.report(at.at(key), fmt::format("missing; the family {} takes {}", rule.name, list_names(keys)));
        }
    }
}

void check_knots(Build& build, const Cursor& at, const HazardSpec& hazard) {
    if (!at.present()) return;
    const std::vector<double>& knots = hazard.knots;
    const bool ascending = std::adjacent_find(knots.begin(), knots.end(), std::greater_equal<>()) == knots.end();
    if (!ascending) build.report(at, "must ascend");
    if (is_spline(hazard.family)) {
        if (knots.size() < 2) build.report(at, "needs at least the two boundary knots");
    } else if (knots.empty() || knots.front() != 0) {
        build.report(at, "must begin with 0");
    } else if (hazard.family == HazardFamily::cumulative_hazard && knots.size() < 2) {
        build.report(at, "needs a second time: the hazard is the slope between two");
    }
}

HazardSpec read_hazard(Build& build, const Cursor& at, const Cursor& source) {
    HazardSpec hazard;
    const auto family = resolve(build, at.at("family"), family_names());
    if (!family) return HazardSpec{HazardFamily::exponential, {1.0}, {}, 0};
    const FamilyRule& rule = family_rules()[*family];
    hazard.family = rule.family;
    check_family_keys(build, at, rule);
    const std::vector<std::string> keys = family_keys(rule);
    const auto written_here = [&](const std::string& key) { return key != rule.knots_key && holds_number(at.at(key)); };
    if (std::any_of(keys.begin(), keys.end(), written_here)) note_source(build, at, source);
    for (const CoefficientRule& scalar : rule.scalars) {
        hazard.coefficients.push_back(read_choice(build, at.at(scalar.key), scalar.number));
    }
    if (rule.list) {
        hazard.knots = at.at(rule.knots_key).numbers();
        check_knots(build, at.at(rule.knots_key), hazard);
        hazard.coefficients = read_choices(build, at.at(rule.list->key), rule.list->number, hazard.knots.size(),
                                           fmt::format("one for each of {}", rule.knots_key));
    }
    if (rule.family == HazardFamily::life_table) {
        hazard.life_table = resolve(build, at.at("table"), names_of(build.model.life_tables)).value_or(0);
    }
    return hazard;
}

/// Reads the condition under which a hazard or a ratio holds.
template <class Conditional>
void read_condition(Build& build, const Cursor& at, Conditional& conditional) {
    conditional.strategy = resolve(build, at.at("strategy"), names_of(build.model.strategies));
    if (conditional.strategy && build.root.at("strategies").elements()[*conditional.strategy].at("mix").present()) {
        build.report(at.at("strategy"), fmt::format("'{}' is a mix and not simulated; give its components theirs",
                                                    build.model.strategies[*conditional.strategy].name));
    }
    const auto factor = resolve(build, at.at("factor"), names_of(build.model.factors));
    if (at.at("factor").present() != at.at("level").present()) {
        build.report(at, "factor and level belong together; one is missing");
    } else if (factor) {
        conditional.level = resolve(build, at.at("level"), build.model.factors[*factor].levels);
        if (conditional.level) conditional.factor = factor;
    }
}

/// The values of a ratio that changes with time.
void read_changes(Build& build, const Cursor& at, HazardRatio& ratio) {
    const std::vector<double> starts = at.at("starts_years").numbers();
    const bool ascending = std::adjacent_find(starts.begin(), starts.end(), std::greater_equal<>()) == starts.end();
    if (starts.empty() || starts.front() != 0 || !ascending)
        build.report(at.at("starts_years"), "must begin with 0 and ascend");
    const std::vector<Input> values =
        read_choices(build, at.at("values"), number_rules::hazard_ratio, starts.size(), "one for each of starts_years");
    if (holds_number(at.at("values"))) note_source(build, at.at("values"), at.at("source"));
    if (values.size() != starts.size() || values.empty()) return;
    ratio.value = values.front();
    for (std::size_t i = 1; i < starts.size(); ++i) ratio.changes.push_back({starts[i], values[i]});
}

HazardRatio read_hazard_ratio(Build& build, const Cursor& at) {
    HazardRatio ratio;
    read_condition(build, at, ratio);
    ratio.source = read_prose(build, at.at("source"), "");
    const bool changes = at.at("starts_years").present() || at.at("values").present();
    if (at.at("value").present() == changes) {
        build.report(at, "needs either value, or starts_years and values for a ratio that changes with time");
    } else if (changes && at.at("starts_years").present() != at.at("values").present()) {
        build.report(at, "starts_years and values belong together; one is missing");
    } else if (changes) {
        read_changes(build, at, ratio);
    } else {
        if (holds_number(at.at("value"))) note_source(build, at.at("value"), at.at("source"));
        ratio.value = read_choice(build, at.at("value"), number_rules::hazard_ratio);
    }
    return ratio;
}

/// Whether two hazards of a transition hold for some women under some strategy.
bool overlap(const HazardWhere& a, const HazardWhere& b) {
    const bool strategies = !a.strategy || !b.strategy || *a.strategy == *b.strategy;
    return strategies && (a.factor != b.factor || !a.factor || *a.level == *b.level);
}

void read_hazard_where(Build& build, const Cursor& at, Transition& transition) {
    for (const Cursor& element : at.elements()) {
        HazardWhere where;
        read_condition(build, element, where);
        where.source = read_prose(build, element.at("source"), "");
        where.hazard = read_hazard(build, element.at("hazard"), element.at("source"));
        if (!element.at("strategy").present() && !element.at("factor").present()) {
            build.report(element,
                         "holds for everyone: name a strategy, or a factor and its level, or write it as the "
                         "transition's hazard");
        }
        for (std::size_t i = 0; i < transition.hazard_where.size(); ++i) {
            if (!overlap(transition.hazard_where[i], where)) continue;
            build.report(element, fmt::format("may hold together with hazard_where[{}]; only one hazard can, so name "
                                              "both the strategy and the level in each",
                                              i));
        }
        transition.hazard_where.push_back(std::move(where));
    }
}

/// What only a model in cycles has, in one that is none.
void check_cycle_keys(Build& build, const Cursor& at, const Transition& transition) {
    if (build.root.at("cycle_years").present()) return;
    constexpr const char* advice = "is for models in cycles; give the model cycle_years, or write a hazard";
    for (const char* key : {"risk_ratios", "order_in_cycle"})
        if (at.at(key).present()) build.report(at.at(key), advice);
    std::vector<Cursor> places{at.at("hazard")};
    for (const Cursor& where : at.at("hazard_where").elements()) places.push_back(where.at("hazard"));
    const std::vector<const HazardSpec*> hazards = hazards_of(transition);
    for (std::size_t i = 0; i < hazards.size(); ++i)
        if (hazards[i]->family == HazardFamily::probability || hazards[i]->family == HazardFamily::probabilities)
            build.report(places[i].at("family"), advice);
}

void read_order_in_cycle(Build& build, const Cursor& at, Transition& transition) {
    const std::int64_t order = at.whole().value_or(1);
    if (order < 1 || order > 8)
        build.report(at, fmt::format("is {}; the turns of a cycle are numbered 1 to 8", order));
    else
        transition.order_in_cycle = static_cast<unsigned>(order);
}

}  // namespace

void read_hazards(Build& build, const Cursor& at, Transition& transition) {
    transition.hazard = read_hazard(build, at.at("hazard"), at.at("source"));
    read_hazard_where(build, at.at("hazard_where"), transition);
    for (const Cursor& ratio : at.at("hazard_ratios").elements()) {
        transition.hazard_ratios.push_back(read_hazard_ratio(build, ratio));
    }
    for (const Cursor& ratio : at.at("risk_ratios").elements()) {
        transition.risk_ratios.push_back(read_hazard_ratio(build, ratio));
    }
    read_order_in_cycle(build, at.at("order_in_cycle"), transition);
    check_cycle_keys(build, at, transition);
}

}  // namespace ibtr::config
