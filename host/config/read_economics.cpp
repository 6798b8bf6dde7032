#include "config/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

namespace ibtr::config {
namespace {

constexpr std::string_view discount_units[]{"per_year", "none", "probability"};
constexpr NumberRule discount_rule{discount_units, Domain::any};

bool has_timed(const ValueCondition& when) {
    return when.from_years > 0 || when.to_years;
}

/// Whether two utilities of a state have as many conditions and may hold for some women at once.
bool compete(const ValueCondition& a, const ValueCondition& b) {
    const auto number = [](const ValueCondition& when) {
        return int{when.strategy.has_value()} + int{when.factor.has_value()} + int{has_timed(when)} +
               int{when.ages.has_value()};
    };
    if (number(a) != number(b)) return false;
    if (a.strategy && b.strategy && *a.strategy != *b.strategy) return false;
    if (a.factor && b.factor == a.factor && *a.level != *b.level) return false;
    if (a.ages && b.ages && (a.ages->to_years <= b.ages->from_years || b.ages->to_years <= a.ages->from_years))
        return false;
    const double never = std::numeric_limits<double>::infinity();
    return a.from_years < b.to_years.value_or(never) && b.from_years < a.to_years.value_or(never);
}

bool is_zero(const Input& input) {
    const auto* number = std::get_if<double>(&input);
    return number != nullptr && *number == 0;
}

void check_utilities(Build& build, const Cursor& at, const std::vector<ValueOf>& utilities) {
    const std::vector<Cursor> tables = at.elements();
    for (std::size_t i = 0; i < utilities.size(); ++i) {
        const std::optional<std::size_t> state = utilities[i].state;
        if (state && build.model.states[*state].kind == StateKind::death && !is_zero(utilities[i].value))
            build.report(tables[i], fmt::format("'{}' is a death, which has no utility: leave it out, or write 0",
                                                build.model.states[*state].name));
        for (std::size_t j = 0; j < i; ++j)
            if (utilities[i].state && utilities[i].state == utilities[j].state &&
                compete(utilities[i].when, utilities[j].when))
                build.report(tables[i], fmt::format("may hold together with utilities[{}], and neither has more "
                                                    "conditions: one utility counts, so add a condition to one of them",
                                                    j));
    }
    for (std::size_t index = 0; index < build.model.states.size(); ++index) {
        const State& state = build.model.states[index];
        const bool known = std::any_of(utilities.begin(), utilities.end(), [&](const ValueOf& utility) {
            return utility.state == index && !utility.when.strategy && !utility.when.factor && utility.when.any_time();
        });
        if (!known && state.kind == StateKind::alive)
            build.report(at, fmt::format("no utility for the state '{}'; every state that is no death needs one "
                                         "without conditions",
                                         state.name));
    }
}

const std::vector<std::string> reward_names{"start", "end", "half_cycle", "simpson", "tutorial"};  // of CycleRewards

CycleRewards read_rewards(Build& build, const Cursor& at) {
    if (!at.present()) return CycleRewards::half_cycle;
    if (!build.root.at("cycle_years").present())
        build.report(at, "is for models in cycles; in continuous time stays are integrated");
    return static_cast<CycleRewards>(resolve(build, at, reward_names).value_or(0));
}

std::vector<double> read_willingness(Build& build, const Cursor& at) {
    std::vector<double> values = at.numbers();
    const bool ascending = std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
    if (at.present() && (values.empty() || !ascending || values.front() < 0 || values.back() > largest_amount))
        build.report(at, fmt::format("must be one or more numbers from 0 to {:g}, ascending", largest_amount));
    return values;
}

/// @param of "effects" or "costs"
DiscountRate read_discount(Build& build, const Cursor& economics, const std::string& of) {
    const Cursor at = economics.at("discount_" + of + "_per_year"),
                 rates = economics.at("discount_" + of + "_rates_per_year"),
                 starts_at = economics.at("discount_starts_years");
    if (at.present() && rates.present())
        build.report(rates, fmt::format("stands in place of discount_{}_per_year; give one of them", of));
    const Cursor& given = rates.present() ? rates : at;
    if (holds_number(given)) note_source(build, given, economics.at("source"));
    if (!rates.present()) return {at.present() ? read_choice(build, at, discount_rule) : Input{0.0}, {}};
    if (!starts_at.present()) build.report(rates, "needs discount_starts_years: from when each rate holds");
    const std::vector<double> starts = starts_at.numbers();
    const std::vector<Input> values =
        read_choices(build, rates, discount_rule, starts.size(), "one for each of discount_starts_years");
    if (values.size() != starts.size() || values.empty()) return {};
    DiscountRate rate{values.front(), {}};
    for (std::size_t i = 1; i < starts.size(); ++i) rate.changes.push_back({starts[i], values[i]});
    return rate;
}

void check_discount_starts(Build& build, const Cursor& economics) {
    const Cursor at = economics.at("discount_starts_years");
    if (!at.present()) return;
    const std::vector<double> starts = at.numbers();
    const bool ascending = std::adjacent_find(starts.begin(), starts.end(), std::greater_equal<>()) == starts.end();
    if (starts.empty() || starts.front() != 0 || !ascending) build.report(at, "must begin with 0 and ascend");
    if (!economics.at("discount_effects_rates_per_year").present() &&
        !economics.at("discount_costs_rates_per_year").present())
        build.report(at, "needs discount_effects_rates_per_year or discount_costs_rates_per_year, one rate for each");
}

}  // namespace

std::optional<Economics> read_economics(Build& build) {
    const Cursor at = build.root.at("economics");
    if (!at.present()) return std::nullopt;
    Economics economics;
    economics.currency = at.at("currency").text_or("");
    economics.willingness_to_pay = read_willingness(build, at.at("willingness_to_pay"));
    check_discount_starts(build, at);
    economics.discount_effects = read_discount(build, at, "effects");
    economics.discount_costs = read_discount(build, at, "costs");
    economics.cycle_rewards = read_rewards(build, at.at("cycle_rewards"));
    economics.utilities = read_values(build, at.at("utilities"));
    economics.costs = read_values(build, at.at("costs"));
    check_utilities(build, at.at("utilities"), economics.utilities);
    return economics;
}

}  // namespace ibtr::config
