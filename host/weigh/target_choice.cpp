#include "weigh/target_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "validate/construction.hpp"
#include "validate/missing_words.hpp"
#include "validate/target_scale.hpp"
#include "validate/validation.hpp"

namespace ibtr::weigh {
namespace {

using validation::comparable;
using validation::published_error;

bool is_in(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether more of a number is better for those who are treated by the strategy.
bool is_good(const Quantity& quantity) {
    switch (scale_of(quantity)) {
        case Scale::survival:
            return true;
        case Scale::ratio:
            return quantity.measure == Measure::rr_alive;
        case Scale::plain:
        case Scale::incidence:
            break;
    }
    return false;
}

Quantity quantity_in(const Model& model, const Target& target, const std::string& who) {
    try {
        return validation::quantity_of(model, target);
    } catch (const UsageError& lacking) {
        throw UsageError(
            fmt::format("{}: target {} is not in this model: {}; leave it out", who, target.name,
                        validation::missing_words(model, validation::text_of(model, target), lacking.what())));
    }
}

/// What stands against a target in a likelihood, or nothing.
std::string objection(const Target& target) {
    if (target.what.is(Measure::p_value)) return "a p value is no number with an error";
    if (target.role == TargetRole::structural_mismatch) return "the model has not what was measured";
    if (!target.value || !target.ci_low || !target.ci_high) return "no interval says how large its error is";
    if (target.error_direction != ErrorDirection::none)
        return "a known lack of the model moves it one way: only the other says anything";
    return {};
}

ChosenTarget chosen(const Model& model, const Target& target, std::size_t cohort) {
    if (const std::string why = objection(target); !why.empty())
        throw UsageError(fmt::format("target {}: {}; leave it out", target.name, why));
    const Quantity quantity = quantity_in(model, target, model.name);
    const double error = published_error(quantity, *target.value, *target.ci_low, *target.ci_high);
    if (!(error > 0))
        throw UsageError(fmt::format("target {}: its interval says nothing of its error; leave it out", target.name));
    return {target, comparable(quantity, *target.value), error, is_good(quantity) ? 1.0 : -1.0, cohort, false};
}

std::vector<bool> constructed(const Model& model, const Parameters& parameters, const std::vector<Target>& targets) {
    std::vector<TargetResult> results(targets.size());
    for (std::size_t i = 0; i < targets.size(); ++i) {
        results[i].target = targets[i];
        try {
            results[i].quantity = validation::quantity_of(model, targets[i]);
        } catch (const UsageError&) {
            // Not in the model: no parameter can have been solved on it.
        }
    }
    validation::mark_constructed(model, parameters, results);
    std::vector<bool> marks;
    for (const TargetResult& result : results) marks.push_back(result.by_construction);
    return marks;
}

}  // namespace

std::size_t TargetChoice::column(std::size_t target, std::size_t time) const {
    std::size_t first = 0;
    for (std::size_t i = 0; i < target; ++i) first += targets[i].of_unknown_time ? times : 1;
    return first + (targets[target].of_unknown_time ? time : 0);
}

std::size_t TargetChoice::columns() const {
    return column(targets.size() - 1, times - 1) + 1;
}

TargetChoice choose_targets(const Contest& contest, const Model& model, const Parameters& parameters,
                            const std::vector<Target>& targets) {
    const std::vector<std::size_t> cohorts = cohorts_of(targets);
    const std::vector<bool> by_construction = constructed(model, parameters, targets);
    TargetChoice choice;
    choice.times = contest.years.size();
    const auto take = [&](const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            const auto found =
                std::find_if(targets.begin(), targets.end(), [&](const Target& one) { return one.name == name; });
            if (found == targets.end()) throw UsageError("target " + unknown_name(name, names_of(targets)));
            const auto place = static_cast<std::size_t>(found - targets.begin());
            if (by_construction[place])
                throw UsageError(
                    fmt::format("target {}: a parameter is solved on this number, so that every draw meets "
                                "it; leave it out",
                                name));
            choice.targets.push_back(chosen(model, *found, cohorts[place]));
            choice.targets.back().of_unknown_time = is_in(contest.of_unknown_time, name);
        }
    };
    take(contest.held_out);
    choice.held_out = choice.targets.size();
    take(contest.fitted);
    for (const LeftOut& one : contest.left_out)
        if (!is_in(names_of(targets), one.target))
            throw UsageError("left_out: target " + unknown_name(one.target, names_of(targets)));
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::string& name = targets[i].name;
        if (is_in(contest.held_out, name) || is_in(contest.fitted, name)) continue;
        const auto said = std::find_if(contest.left_out.begin(), contest.left_out.end(),
                                       [&](const LeftOut& one) { return one.target == name; });
        const std::string why = objection(targets[i]);
        choice.left_out.push_back({name, said != contest.left_out.end() ? said->reason
                                         : by_construction[i] ? "met by construction: a parameter is solved on it"
                                         : !why.empty()       ? why
                                                              : "not named"});
    }
    return choice;
}

std::vector<Quantity> quantities_of(const TargetChoice& choice, const Contest& contest, const Model& model,
                                    const std::string& who) {
    std::vector<Quantity> quantities;
    for (const ChosenTarget& one : choice.targets) {
        Quantity quantity = quantity_in(model, one.target, who);
        if (!one.of_unknown_time) {
            quantities.push_back(quantity);
            continue;
        }
        for (const double years : contest.years) {
            quantity.time_years = years;
            quantities.push_back(quantity);
        }
    }
    return quantities;
}

}  // namespace ibtr::weigh
