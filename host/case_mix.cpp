#include <algorithm>
#include <map>

#include "ibtr/error.hpp"
#include "ibtr/population.hpp"

namespace ibtr {
namespace {

/// Position of a factor among the population's cell factors.
std::size_t cell_position(const Population& population, std::size_t factor) {
    const auto place = std::find(population.cell_factors.begin(), population.cell_factors.end(), factor);
    return static_cast<std::size_t>(place - population.cell_factors.begin());
}

/// Cell probabilities among the women who receive a strategy: each case mix replaces one factor's margin,
/// P(x | strategy) proportional to P(x) prod_f [P(f | strategy) / P(f)].
std::vector<double> treated_weights(const Model& model, const Parameters& parameters, const Population& population,
                                    std::size_t strategy) {
    std::vector<double> weights;
    for (const Cell& cell : population.cells) weights.push_back(cell.weight);
    for (const CaseMix& mix : model.case_mixes) {
        if (mix.strategy != strategy) continue;
        const std::size_t position = cell_position(population, mix.factor);
        std::vector<double> margin(model.factors[mix.factor].levels.size(), 0.0);
        for (const Cell& cell : population.cells) margin[cell.levels[position]] += cell.weight;
        for (std::size_t c = 0; c < weights.size(); ++c) {
            const std::size_t level = population.cells[c].levels[position];
            weights[c] *= parameters.value(mix.probabilities[level]) / margin[level];
        }
    }
    double total = 0;
    for (const double w : weights) total += w;
    for (double& w : weights) w /= total;
    return weights;
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

std::vector<double> standardised_weights(const Model& model, const Parameters& parameters, const Population& population,
                                         std::size_t strategy) {
    const Standardisation& rule = model.standardisation;
    std::vector<double> standard;
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
                "strategy " + model.strategies[strategy].name +
                " has no women in a class that the standard population has: its case mix leaves nothing "
                "to standardise; give every level a positive probability or standardise over fewer factors");
    std::vector<double> weights(observed.size());
    for (std::size_t c = 0; c < observed.size(); ++c) {
        std::vector<std::size_t> key;
        for (const std::size_t f : rule.over) key.push_back(population.cells[c].levels[cell_position(population, f)]);
        weights[c] = observed[c] > 0 ? wanted.at(key) * observed[c] / present.at(key) : 0.0;
    }
    return weights;
}

}  // namespace

std::vector<double> cell_weights(const Model& model, const Parameters& parameters, const Population& population,
                                 std::size_t strategy, const ReportGroup& group, PopulationKind kind) {
    std::vector<double> weights = kind == PopulationKind::as_observed
                                      ? treated_weights(model, parameters, population, strategy)
                                      : standardised_weights(model, parameters, population, strategy);
    if (!group.restriction) return weights;
    const auto [factor, level] = *group.restriction;
    const std::size_t position = cell_position(population, factor);
    double total = 0;
    for (std::size_t c = 0; c < weights.size(); ++c) {
        if (population.cells[c].levels[position] != level) weights[c] = 0;
        total += weights[c];
    }
    for (double& w : weights) w /= total;
    return weights;
}

}  // namespace ibtr
