#include "config/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>

namespace ibtr::config {
namespace {

constexpr std::string_view value_units[]{"none", "ratio", "probability"};
constexpr std::string_view discount_units[]{"per_year", "none", "probability"};
constexpr NumberRule value_rule{value_units, Domain::any};
constexpr NumberRule discount_rule{discount_units, Domain::any};

/// What would need more than occupancy and events is refused by name, with the way round it.
void refuse_what_is_not_tallied(Build& build, const Cursor& table) {
    if (const Cursor at = table.at("years_since_entry"); at.present())
        build.report(at,
                     "time since entry to a state is not tallied: split the state in two, with a transition from the "
                     "first to the second, and give each a value of its own");
    if (const Cursor at = table.at("ages_years"); at.present())
        build.report(at,
                     "age is not tallied: values that depend on it cannot be computed; give the state's mean over the "
                     "ages that matter");
}

std::optional<std::size_t> read_strategy(Build& build, const Cursor& at) {
    if (!at.present()) return std::nullopt;
    const auto strategy = resolve(build, at, names_of(build.model.strategies));
    const std::vector<Cursor> strategies = build.root.at("strategies").elements();
    if (strategy && strategies[*strategy].at("mix").present())
        build.report(at, fmt::format("'{}' is a mix: give its components their values, the mix follows from them",
                                     build.model.strategies[*strategy].name));
    return strategy;
}

Input read_value(Build& build, const Cursor& table) {
    if (holds_number(table.at("value"))) note_source(build, table.at("value"), table.at("source"));
    return read_choice(build, table.at("value"), value_rule);
}

bool is_zero(const Input& input) {
    const auto* number = std::get_if<double>(&input);
    return number != nullptr && *number == 0;
}

void read_utilities(Build& build, const Cursor& at, Economics& economics) {
    for (const Cursor& table : at.elements()) {
        refuse_what_is_not_tallied(build, table);
        const auto state = resolve(build, table.at("state"), names_of(build.model.states));
        Utility utility{state.value_or(0), read_strategy(build, table.at("strategy")), read_value(build, table),
                        table.at("source").text_or("")};
        if (!state) continue;
        if (build.model.states[*state].kind == StateKind::death && !is_zero(utility.value))
            build.report(table, fmt::format("'{}' is a death, which has no utility: leave it out, or write 0",
                                            build.model.states[*state].name));
        for (const Utility& other : economics.utilities)
            if (other.state == utility.state && other.strategy == utility.strategy)
                build.report(table, "a second utility of the same state and strategy");
        economics.utilities.push_back(std::move(utility));
    }
    for (const State& state : build.model.states) {
        const auto index = static_cast<std::size_t>(&state - build.model.states.data());
        const bool known = std::any_of(economics.utilities.begin(), economics.utilities.end(),
                                       [&](const Utility& u) { return u.state == index && !u.strategy; });
        if (!known && state.kind == StateKind::alive)
            build.report(
                at, fmt::format("no utility for the state '{}'; every state that is no death needs one", state.name));
    }
}

/// The years since time zero for which a state's cost is paid.
void read_window(Build& build, const Cursor& table, Cost& cost) {
    const Model& model = build.model;
    for (const char* key : {"from_years", "to_years"}) {
        const Cursor at = table.at(key);
        const std::optional<double> years = at.number();
        if (!years) continue;
        if (!cost.state) {
            build.report(at, "is for costs of a state, which are paid by the year");
        } else if (const double bins = *years * model.grid_per_year;
                   *years < 0 || *years > model.horizon_years || std::abs(bins - std::round(bins)) > 1e-6) {
            build.report(at,
                         fmt::format("is {:g}; it must be a whole number of bins of 1/{} year, from 0 to the horizon",
                                     *years, model.grid_per_year));
        } else if (std::string_view(key) == "from_years") {
            cost.from_years = *years;
        } else {
            cost.to_years = *years;
        }
    }
    if (cost.to_years && *cost.to_years <= cost.from_years) build.report(table.at("to_years"), "ends before it begins");
}

const std::vector<std::string> reward_names{"start", "end", "half_cycle", "simpson", "tutorial"};  // of CycleRewards

CycleRewards read_rewards(Build& build, const Cursor& at) {
    if (!at.present()) return CycleRewards::half_cycle;
    if (!build.root.at("cycle_years").present())
        build.report(at, "is for models in cycles; in continuous time stays are integrated");
    return static_cast<CycleRewards>(resolve(build, at, reward_names).value_or(0));
}

void read_costs(Build& build, const Cursor& at, Economics& economics) {
    for (const Cursor& table : at.elements()) {
        refuse_what_is_not_tallied(build, table);
        Cost cost{std::nullopt, std::nullopt, read_strategy(build, table.at("strategy")), read_value(build, table),
                  table.at("source").text_or("")};
        if (table.at("state").present()) cost.state = resolve(build, table.at("state"), names_of(build.model.states));
        if (table.at("transition").present())
            cost.transition = resolve(build, table.at("transition"), names_of(build.model.transitions));
        if (table.at("state").present() && table.at("transition").present())
            build.report(table, "both a state and a transition; give two costs");
        if (!table.at("state").present() && !table.at("transition").present() && !table.at("strategy").present())
            build.report(table,
                         "of what? Give a state (paid by the year), a transition (paid each time), or a strategy "
                         "alone (paid at time zero)");
        read_window(build, table, cost);
        economics.costs.push_back(std::move(cost));
    }
}

std::vector<double> read_willingness(Build& build, const Cursor& at) {
    std::vector<double> values = at.numbers();
    const bool ascending = std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
    if (at.present() && (values.empty() || !ascending || values.front() < 0 || values.back() > largest_amount))
        build.report(at, fmt::format("must be one or more numbers from 0 to {:g}, ascending", largest_amount));
    return values;
}

Input read_discount(Build& build, const Cursor& economics, std::string_view key) {
    const Cursor at = economics.at(key);
    if (!at.present()) return 0.0;
    if (holds_number(at)) note_source(build, at, economics.at("source"));
    return read_choice(build, at, discount_rule);
}

}  // namespace

std::optional<Economics> read_economics(Build& build) {
    const Cursor at = build.root.at("economics");
    if (!at.present()) return std::nullopt;
    Economics economics;
    economics.currency = at.at("currency").text_or("");
    economics.willingness_to_pay = read_willingness(build, at.at("willingness_to_pay"));
    economics.discount_effects_per_year = read_discount(build, at, "discount_effects_per_year");
    economics.discount_costs_per_year = read_discount(build, at, "discount_costs_per_year");
    economics.cycle_rewards = read_rewards(build, at.at("cycle_rewards"));
    read_utilities(build, at.at("utilities"), economics);
    read_costs(build, at.at("costs"), economics);
    return economics;
}

}  // namespace ibtr::config
