#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "config/build.hpp"
#include "ibtr/population.hpp"

namespace ibtr::config {
namespace {

constexpr std::string_view value_units[]{"none", "ratio", "probability"};
constexpr NumberRule value_rule{value_units, Domain::any};

/// What would need more than occupancy and events is refused by name, with the way round it.
void refuse_what_is_not_tallied(Build& build, const Cursor& table) {
    if (const Cursor at = table.at("years_since_entry"); at.present())
        build.report(
            at,
            "time since entry to a state is not tallied: a value of the first years in it needs a state of its "
            "own, left for a second one after those years (in cycles with probability 1), and [[clocks]] with both, by "
            "which the other transitions go as before; what is paid or lost once on entry is a value of the "
            "transitions that lead there");
}

std::optional<std::size_t> read_value_strategy(Build& build, const Cursor& at) {
    if (!at.present()) return std::nullopt;
    const auto strategy = resolve(build, at, names_of(build.model.strategies));
    const std::vector<Cursor> strategies = build.root.at("strategies").elements();
    if (strategy && strategies[*strategy].at("mix").present())
        build.report(at, fmt::format("'{}' is a mix: give its components their values, the mix follows from them",
                                     build.model.strategies[*strategy].name));
    return strategy;
}

/// Whether women are told apart by a factor; reports how they come to be.
bool splits_reports(Build& build, const Cursor& at, std::size_t factor) {
    const std::vector<std::size_t> known = factors_that_split_reports(build.model);
    if (std::find(known.begin(), known.end(), factor) != known.end()) return true;
    const std::string& name = build.model.factors[factor].name;
    build.report(at, fmt::format("women are not counted by '{0}': add \"{0}\" to `groups`", name));
    return false;
}

void read_level(Build& build, const Cursor& table, ValueCondition& when) {
    const auto factor = resolve(build, table.at("factor"), names_of(build.model.factors));
    if (table.at("factor").present() != table.at("level").present())
        return build.report(table, "factor and level belong together; one is missing");
    if (!factor || !splits_reports(build, table.at("factor"), *factor)) return;
    when.level = resolve(build, table.at("level"), build.model.factors[*factor].levels);
    if (when.level) when.factor = factor;
}

/// The years since time zero for which a value holds.
void read_window(Build& build, const Cursor& table, ValueCondition& when) {
    const Model& model = build.model;
    const double bins_a_step = model.cycle_years ? static_cast<double>(model.bins_a_cycle()) : 1;
    for (const char* key : {"from_years", "to_years"}) {
        const Cursor at = table.at(key);
        const std::optional<double> years = at.number();
        if (!years) continue;
        const double steps = *years * model.grid_per_year / bins_a_step;
        if (*years < 0 || *years > model.horizon_years || std::abs(steps - std::round(steps)) > 1e-6) {
            build.report(
                at, fmt::format("is {:g}; it must be a whole number of {} of {:g} year, from 0 to the horizon", *years,
                                model.cycle_years ? "cycles" : "bins", bins_a_step / model.grid_per_year));
        } else if (std::string_view(key) == "from_years") {
            when.from_years = *years;
        } else {
            when.to_years = *years;
        }
    }
    if (when.to_years && *when.to_years <= when.from_years) build.report(table.at("to_years"), "ends before it begins");
}

void read_ages(Build& build, const Cursor& at, ValueCondition& when) {
    if (!at.present()) return;
    const std::vector<double> ends = at.numbers();
    const auto whole = [](double years) { return years >= 0 && years == std::round(years); };
    if (ends.size() != 2 || !whole(ends[0]) || !whole(ends[1]) || ends[0] >= ends[1])
        return build.report(at, "is no span of ages; expected [from, to] in whole years, to not among them");
    const std::optional<std::size_t> factor = build.model.age_factor();
    if (!factor)
        return build.report(
            at,
            "nobody's age is known: add a factor with kind = \"age\", or give the years since time zero "
            "(from_years, to_years)");
    if (splits_reports(build, at, *factor)) when.ages = {ends[0], ends[1]};
}

ValueCondition read_condition_of_value(Build& build, const Cursor& table) {
    ValueCondition when;
    when.strategy = read_value_strategy(build, table.at("strategy"));
    read_level(build, table, when);
    read_window(build, table, when);
    read_ages(build, table.at("ages_years"), when);
    return when;
}

void check_subject(Build& build, const Cursor& table) {
    const bool state = table.at("state").present(), transition = table.at("transition").present();
    if (state && transition) build.report(table, "both a state and a transition; give two values");
    if (state || transition) return;
    if (!table.at("strategy").present())
        build.report(
            table,
            "of what? Give a state (by the year), a transition (each time), or a strategy alone (once, at time "
            "zero)");
    for (const char* key : {"from_years", "to_years", "ages_years"})
        if (table.at(key).present()) build.report(table.at(key), "is for values of states and transitions");
}

}  // namespace

std::vector<ValueOf> read_values(Build& build, const Cursor& at) {
    std::vector<ValueOf> values;
    for (const Cursor& table : at.elements()) {
        refuse_what_is_not_tallied(build, table);
        check_subject(build, table);
        ValueOf value;
        value.state = resolve(build, table.at("state"), names_of(build.model.states));
        value.transition = resolve(build, table.at("transition"), names_of(build.model.transitions));
        value.when = read_condition_of_value(build, table);
        if (holds_number(table.at("value"))) note_source(build, table.at("value"), table.at("source"));
        value.value = read_choice(build, table.at("value"), value_rule);
        value.source = read_prose(build, table.at("source"), "");
        values.push_back(std::move(value));
    }
    return values;
}

}  // namespace ibtr::config
