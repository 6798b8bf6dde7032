#include "report/hazard_words.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <vector>

#include "model/hazard_families.hpp"

namespace ibtr {
namespace {

/// "early or late"
std::string states_of_entry_clock(const Model& model, std::size_t state) {
    const std::vector<std::size_t>& states = model.entry_clocks[model.entry_clock_of(state).value()].states;
    std::string text;
    for (std::size_t i = 0; i < states.size(); ++i)
        text += (i == 0 ? "" : i + 1 == states.size() ? " or " : ", ") + model.states[states[i]].name;
    return text;
}

}  // namespace

std::string input_in_words(const Model& model, const Parameters& parameters, const Input& input) {
    const std::string value = fmt::format("{:.6g}", parameters.value(input));
    const auto* reference = std::get_if<ParameterRef>(&input);
    return reference == nullptr ? value : fmt::format("{} [{}]", value, model.parameters[reference->index].name);
}

std::string hazard_in_words(const Model& model, const Parameters& parameters, const HazardSpec& hazard) {
    const auto words = [&](std::size_t i) { return input_in_words(model, parameters, hazard.coefficients[i]); };
    const FamilyRule& rule = family_rule(hazard.family);
    if (hazard.family == HazardFamily::exponential) return fmt::format("constant at {} a year", words(0));
    if (hazard.family == HazardFamily::life_table) return "life table " + model.life_tables[hazard.life_table].name;
    if (hazard.family == HazardFamily::probability) return fmt::format("probability {} a cycle", words(0));
    std::string text(rule.name);
    if (hazard.family == HazardFamily::piecewise_constant || hazard.family == HazardFamily::probabilities) {
        text = hazard.family == HazardFamily::probabilities ? "probability a cycle:" : "constant in pieces, a year:";
        for (std::size_t i = 0; i < hazard.knots.size(); ++i) {
            text += fmt::format("{} {} from year {:g}", i == 0 ? "" : ",", words(i), hazard.knots[i]);
        }
    } else if (rule.list) {
        text += fmt::format(" with knots at {:g} log years", fmt::join(hazard.knots, ", "));
        for (std::size_t i = 0; i < hazard.coefficients.size(); ++i) text += fmt::format(", gamma{} {}", i, words(i));
    } else {
        for (std::size_t i = 0; i < rule.scalars.size(); ++i) {
            text += fmt::format(", {} {}", rule.scalars[i].key, words(i));
        }
    }
    return text;
}

std::string clock_in_words(const Model& model, const Transition& transition) {
    switch (transition.clock) {
        case Clock::time:
            return "years since time zero";
        case Clock::sojourn:
            return "years since entry to the state";
        case Clock::age:
            return "age";
        case Clock::entry:
            return "years since entry to " + states_of_entry_clock(model, transition.from);
    }
    return "";
}

}  // namespace ibtr
