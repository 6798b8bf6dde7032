#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "ibtr/error.hpp"
#include "ibtr/population.hpp"

namespace ibtr {
namespace {

/// Position of a factor among the population's cell factors.
std::size_t cell_position(const Population& population, std::size_t factor) {
    const auto place = std::find(population.cell_factors.begin(), population.cell_factors.end(), factor);
    return static_cast<std::size_t>(place - population.cell_factors.begin());
}

/// One margin that the women who receive a strategy must have.
struct StatedMargin {
    std::size_t position;  ///< of the factor among the population's cell factors
    std::vector<double> probabilities;
};

std::vector<double> margin_of(const Population& population, const std::vector<double>& weights, std::size_t position,
                              std::size_t levels) {
    std::vector<double> sums(levels, 0.0);
    for (std::size_t c = 0; c < weights.size(); ++c) sums[population.cells[c].levels[position]] += weights[c];
    return sums;
}

std::vector<StatedMargin> stated_margins(const Model& model, const Parameters& parameters, const Population& population,
                                         std::size_t strategy, const std::vector<double>& weights) {
    std::vector<StatedMargin> stated;
    for (std::size_t place = 0; place < model.case_mixes.size(); ++place) {
        const CaseMix& mix = model.case_mixes[place];
        if (mix.strategy != strategy) continue;
        const Factor& factor = model.factors[mix.factor];
        StatedMargin margin{cell_position(population, mix.factor), {}};
        const std::vector<double> present = margin_of(population, weights, margin.position, factor.levels.size());
        for (std::size_t level = 0; level < factor.levels.size(); ++level) {
            margin.probabilities.push_back(parameters.value(mix.probabilities[level]));
            if (margin.probabilities.back() > 0 && !(present[level] > 0))
                throw UsageError(
                    fmt::format("case_mix[{}].probabilities: {} of the {} of strategy {} have {} = {}, which nobody in "
                                "the population "
                                "has; give that level a positive probability in [[factors]], or 0 in the case mix",
                                place, margin.probabilities.back(), model.people, model.strategies[strategy].name,
                                factor.name, factor.levels[level]));
        }
        stated.push_back(std::move(margin));
    }
    return stated;
}

/// Scales the weights to one margin; returns how far they were from it.
double scale_to(const StatedMargin& margin, const Population& population, std::vector<double>& weights) {
    const std::vector<double> present = margin_of(population, weights, margin.position, margin.probabilities.size());
    double farthest = 0;
    for (std::size_t level = 0; level < present.size(); ++level)
        farthest = std::max(farthest, std::abs(present[level] - margin.probabilities[level]));
    for (std::size_t c = 0; c < weights.size(); ++c) {
        const std::size_t level = population.cells[c].levels[margin.position];
        if (present[level] > 0) weights[c] *= margin.probabilities[level] / present[level];
    }
    return farthest;
}

[[noreturn]] void refuse_contradiction(const Model& model, std::size_t strategy) {
    std::string factors;
    std::size_t first = model.case_mixes.size();
    for (std::size_t place = 0; place < model.case_mixes.size(); ++place) {
        const CaseMix& mix = model.case_mixes[place];
        if (mix.strategy != strategy) continue;
        first = std::min(first, place);
        factors += (factors.empty() ? "" : ", ") + model.factors[mix.factor].name;
    }
    throw UsageError(fmt::format(
        "case_mix[{}].probabilities: no {} of the population have the distributions of {} that strategy {} states "
        "together; check levels of probability 0, and how the factors depend on each other in [[factors]]",
        first, model.people, factors, model.strategies[strategy].name));
}

/// Cell probabilities among the women who receive a strategy: the stated margins, and between the factors the
/// association (odds ratios) of the population, by iterative proportional fitting (Deming and Stephan 1940).
std::vector<double> treated_weights(const Model& model, const Parameters& parameters, const Population& population,
                                    std::size_t strategy) {
    constexpr double close_enough = 1e-12;
    constexpr int most_rounds = 10000;
    std::vector<double> weights;
    for (const Cell& cell : population.cells) weights.push_back(cell.weight);
    const std::vector<StatedMargin> stated = stated_margins(model, parameters, population, strategy, weights);
    if (stated.empty()) return weights;
    for (int round = 0; round < most_rounds; ++round) {
        double farthest = 0;
        for (const StatedMargin& margin : stated) farthest = std::max(farthest, scale_to(margin, population, weights));
        if (farthest <= close_enough) return weights;
    }
    refuse_contradiction(model, strategy);
}

bool has_case_mix(const Model& model, std::size_t strategy, FactorIndex factor) {
    return std::any_of(model.case_mixes.begin(), model.case_mixes.end(),
                       [&](const CaseMix& mix) { return mix.strategy == strategy && mix.factor == factor; });
}

/// w(m) = sum of weights over cells that share the standardised factors' levels m.
std::map<std::vector<std::size_t>, double> margins(const Population& population, const std::vector<std::size_t>& over,
                                                   const std::vector<double>& weights) {
    std::map<std::vector<std::size_t>, double> sums;
    for (std::size_t c = 0; c < weights.size(); ++c) {
        std::vector<std::size_t> key;
        key.reserve(over.size());
        for (const std::size_t f : over) key.push_back(population.cells[c].levels[cell_position(population, f)]);
        sums[key] += weights[c];
    }
    return sums;
}

std::vector<double> weights_by_rule(const Model& model, const Parameters& parameters, const Population& population,
                                    std::size_t strategy, const Standardisation& rule) {
    std::vector<double> standard;
    if (rule.to_treated && !selects_unknown_women(model, *rule.to_treated, {}).empty())
        throw UsageError(
            fmt::format("standardisation.to: to the {} treated by {}: a component of this mix has a case mix and it "
                        "has none of its "
                        "own, so nobody knows who they are; add a [[case_mix]] for it",
                        model.people, model.strategies[*rule.to_treated].name));
    if (rule.to_treated)
        standard = treated_weights(model, parameters, population, *rule.to_treated);
    else
        for (const Cell& cell : population.cells) standard.push_back(cell.weight);
    if (rule.over.empty()) return standard;

    const std::vector<double> observed = treated_weights(model, parameters, population, strategy);
    const auto wanted = margins(population, rule.over, standard);
    const auto present = margins(population, rule.over, observed);
    for (const auto& [key, weight] : wanted)
        if (weight > 0 && !(present.at(key) > 0))
            throw UsageError(
                fmt::format("standardisation.over: strategy {} has no {} in a class that the standard population has: "
                            "its case mix leaves nothing to "
                            "standardise; give every level a positive probability or standardise over fewer factors",
                            model.strategies[strategy].name, model.people));
    std::vector<double> weights(observed.size());
    for (std::size_t c = 0; c < observed.size(); ++c) {
        std::vector<std::size_t> key;
        for (const std::size_t f : rule.over) key.push_back(population.cells[c].levels[cell_position(population, f)]);
        weights[c] = observed[c] > 0 ? wanted.at(key) * observed[c] / present.at(key) : 0.0;
    }
    return weights;
}

/// Of the women who receive a strategy; all 0 where it is unknown who they are.
std::vector<double> observed_weights(const Model& model, const Parameters& parameters, const Population& population,
                                     std::size_t strategy) {
    if (!selects_unknown_women(model, strategy, {}).empty()) return std::vector<double>(population.cells.size(), 0.0);
    return treated_weights(model, parameters, population, strategy);
}

}  // namespace

std::vector<std::size_t> selects_unknown_women(const Model& model, std::size_t strategy,
                                               const std::vector<std::size_t>& but_for) {
    std::vector<std::size_t> factors;
    for (const MixRule& rule : model.strategies[strategy].mix)
        for (const MixWeight& part : rule.weights)
            for (const CaseMix& mix : model.case_mixes) {
                if (mix.strategy != part.component || has_case_mix(model, strategy, FactorIndex(mix.factor))) continue;
                if (std::find(but_for.begin(), but_for.end(), mix.factor) == but_for.end())
                    factors.push_back(mix.factor);
            }
    return factors;
}

std::vector<double> standardised_weights(const Model& model, const Parameters& parameters, const Population& population,
                                         std::size_t strategy, const Standardisation& rule) {
    if (!rule.over.empty() && !selects_unknown_women(model, strategy, rule.over).empty())
        return std::vector<double>(population.cells.size(), 0.0);
    return weights_by_rule(model, parameters, population, strategy, rule);
}

std::vector<double> cell_weights(const Model& model, const Parameters& parameters, const Population& population,
                                 std::size_t strategy, const ReportGroup& group, PopulationKind kind) {
    std::vector<double> weights =
        kind == PopulationKind::as_observed
            ? observed_weights(model, parameters, population, strategy)
            : standardised_weights(model, parameters, population, strategy, model.standardisation);
    if (!group.restriction) return weights;
    const auto [factor, level] = *group.restriction;
    const std::size_t position = cell_position(population, factor);
    double total = 0;
    for (std::size_t c = 0; c < weights.size(); ++c) {
        if (population.cells[c].levels[position] != level) weights[c] = 0;
        total += weights[c];
    }
    if (total > 0)
        for (double& w : weights) w /= total;
    return weights;
}

void check_weights(const Model& model, const Parameters& parameters, const Population& population) {
    const ReportGroup all_women = report_groups(model).front();
    for (const PopulationKind kind : reported_populations(model))
        for (std::size_t s = 0; s < model.strategies.size(); ++s)
            cell_weights(model, parameters, population, s, all_women, kind);
}

}  // namespace ibtr
