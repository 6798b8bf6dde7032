// Check 9: what is uncertain matters.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/text.hpp"
#include "economics/economic_results.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "verify/check.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

/// Everything that parameters decide, but what a solution would be needed for.
struct Decided {
    std::string tables;
    std::vector<double> weights, totals;
    bool operator==(const Decided&) const = default;
};

Decided decided_by(const Subject& subject, const Parameters& parameters, const ExpectedTallies& some) {
    const Study& study = subject.whole();
    const Model& model = study.model();
    const Population population = make_population(model, parameters);
    Decided decided{tables_digest(compile(model, parameters, population, study.graph())), {}, {}};
    for (const Stratum& stratum : population.strata) decided.weights.push_back(stratum.weight);
    for (std::size_t s = 0; s < model.strategies.size(); ++s) {
        for (const PopulationKind kind : reported_populations(model)) {
            const auto weights = cell_weights(model, parameters, population, s, {"all", std::nullopt}, kind);
            decided.weights.insert(decided.weights.end(), weights.begin(), weights.end());
        }
        for (const MixRule& rule : model.strategies[s].mix)
            for (const MixWeight& weight : rule.weights) decided.weights.push_back(parameters.value(weight.weight));
    }
    // Costs and effects of what need not be this model's own solution: the focus has fewer women, with other levels.
    if (study.config().economics && some.strata == population.strata.size())
        for (const CostsAndEffects& result :
             economic_results({model, parameters, population, study.graph()}, *study.config().economics, some))
            for (const auto& strategy : result.strategies) {
                decided.totals.push_back(strategy.qaly.value);
                decided.totals.push_back(strategy.cost.value);
            }
    return decided;
}

/// Numbers that hazards are made of.
std::vector<double> coefficients(const Model& model, const Parameters& parameters) {
    std::vector<double> values;
    for (const Transition& transition : model.transitions)
        for (const HazardSpec* hazard : hazards_of(transition))
            for (const Input& input : hazard->coefficients) values.push_back(parameters.value(input));
    return values;
}

Finding parameters_reach_the_model(const Subject& subject) {
    const Model& model = subject.whole().model();
    const Parameters& base = subject.whole().parameters();
    const ParameterSampler sampler(model, {.draws = 1}, model.seed);
    Verdict verdict(
        "each uncertain parameter, moved to its 90 or 10 % point, changes tables, weights of women or strategies, or "
        "costs and effects; one that changes no number of a hazard, and nothing else, is listed as unused");
    if (sampler.drawn().empty())
        return not_applicable(verdict.finding().expected, "no parameter of this config has an uncertainty");
    const ExpectedTallies some =
        subject.whole().config().economics ? subject.solve(subject.whole()) : ExpectedTallies{};
    const Decided before = decided_by(subject, base, some);
    std::vector<std::string> unused;
    for (const std::size_t i : sampler.drawn()) {
        bool reaches = false;
        for (const double p : {0.9, 0.1}) {
            if (reaches) break;
            try {
                const Parameters moved = with_value(model, base, i, sampler.quantile_of(i, p));
                reaches = decided_by(subject, moved, some) != before;
                verdict.holds(reaches || coefficients(model, moved) == coefficients(model, base),
                              model.parameters[i].name + " changes a hazard, and no table");
            } catch (const UsageError&) {
                continue;  // the value is not legal with all others at their base values; the other side may be
            }
        }
        if (!reaches) unused.push_back(model.parameters[i].name);
    }
    verdict.holds(unused.size() < sampler.drawn().size(), "no uncertain parameter changes anything");
    if (!unused.empty()) verdict.remark("unused at the base values: " + list_names(unused));
    verdict.remark(fmt::format("{} of {} reach it", sampler.drawn().size() - unused.size(), sampler.drawn().size()));
    return verdict.finding();
}

}  // namespace

std::vector<Check> reach_checks() {
    return {{9, "every uncertain parameter reaches the model", parameters_reach_the_model}};
}

}  // namespace ibtr::verify
