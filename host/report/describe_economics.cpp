#include "report/describe_economics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/hazard_words.hpp"

namespace ibtr {
namespace {

std::string rate_in_words(const Model& model, const Parameters& parameters, const DiscountRate& rate) {
    std::string text = input_in_words(model, parameters, rate.per_year);
    for (const RateChange& change : rate.changes)
        text +=
            fmt::format(", {} from year {:g}", input_in_words(model, parameters, change.per_year), change.start_years);
    return text;
}

const char* rewards_in_words(CycleRewards rewards) {
    switch (rewards) {
        case CycleRewards::start:
            return "at the start of each cycle";
        case CycleRewards::end:
            return "at the end of each cycle";
        case CycleRewards::half_cycle:
            return "at ends of cycles, half at the first and the last (trapezoidal rule)";
        case CycleRewards::simpson:
            return "at ends of cycles by Simpson's rule";
        case CycleRewards::tutorial:
            return "at ends of cycles with a tutorial's weights, which sum to less than the cycles";
    }
    return "";
}

std::string conditions_in_words(const Model& model, const ValueCondition& when) {
    std::string text;
    if (when.strategy) text += " under " + model.strategies[*when.strategy].name;
    if (when.factor) {
        const Factor& factor = model.factors[*when.factor];
        text += fmt::format(" for {}={}", factor.name, factor.levels[*when.level]);
    }
    if (when.from_years > 0) text += fmt::format(" from year {:g}", when.from_years);
    if (when.to_years) text += fmt::format(" up to year {:g}", *when.to_years);
    if (when.ages) text += fmt::format(" from age {:g} to below {:g}", when.ages->from_years, when.ages->to_years);
    return text;
}

std::string sourced(const Model& model, const Parameters& parameters, const ValueOf& value) {
    return input_in_words(model, parameters, value.value) + (value.source.empty() ? "" : "; source: " + value.source);
}

/// "a year in S under T", "each T", "at time zero under S".
std::string occasion_in_words(const Model& model, const ValueOf& value) {
    const std::string conditions = conditions_in_words(model, value.when);
    if (value.state) return "a year in " + model.states[*value.state].name + conditions;
    if (value.transition) return "each " + model.transitions[*value.transition].name + conditions;
    return "at time zero" + conditions;
}

}  // namespace

std::string describe_economics(const Model& model, const Economics& economics, const Parameters& parameters) {
    std::string text = fmt::format(
        "\nCosts and effects, in {}\n  - willingness to pay for a QALY: {}\n  - discount a year: effects {}, costs "
        "{}\n",
        economics.currency, fmt::join(economics.willingness_to_pay, ", "),
        rate_in_words(model, parameters, economics.discount_effects),
        rate_in_words(model, parameters, economics.discount_costs));
    if (model.cycle_years) text += fmt::format("  - stays are counted {}\n", rewards_in_words(economics.cycle_rewards));
    for (const ValueOf& utility : economics.utilities) {
        const std::string of = utility.state
                                   ? fmt::format("utility of {}{}, QALYs a year", model.states[*utility.state].name,
                                                 conditions_in_words(model, utility.when))
                                   : "QALYs " + occasion_in_words(model, utility);
        text += fmt::format("  - {}: {}\n", of, sourced(model, parameters, utility));
    }
    for (const ValueOf& cost : economics.costs)
        text += fmt::format("  - cost {}: {}\n", occasion_in_words(model, cost), sourced(model, parameters, cost));
    return text;
}

}  // namespace ibtr
