#include "ibtr/population.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>

#include "ibtr/core/address.hpp"
#include "ibtr/error.hpp"
#include "ibtr/state_graph.hpp"

namespace ibtr {
namespace {

/// P(level of `factor` | the levels already chosen for earlier factors).
double level_probability(const Model& model, const Parameters& parameters, std::size_t factor,
                         const std::vector<std::size_t>& levels) {
    const Factor& f = model.factors[factor];
    for (const ConditionalRow& row : f.rows) {
        bool matches = true;
        for (std::size_t g = 0; g < f.given.size(); ++g) matches = matches && levels[f.given[g]] == row.given_levels[g];
        if (matches) return parameters.value(row.probabilities[levels[factor]]);
    }
    throw UsageError("factor " + f.name + " has no probabilities for one combination of its parents' levels");
}

/// Largest-remainder allocation, which may leave strata empty.
std::vector<std::uint64_t> proportional(const Population& population, std::uint64_t patients) {
    const std::size_t n = population.strata.size();
    std::vector<std::uint64_t> share(n);
    std::vector<long double> remainder(n);
    std::uint64_t given = 0;
    for (std::size_t h = 0; h < n; ++h) {
        const long double ideal =
            static_cast<long double>(population.strata[h].weight) * static_cast<long double>(patients);
        share[h] = static_cast<std::uint64_t>(ideal);
        remainder[h] = ideal - static_cast<long double>(share[h]);
        given += share[h];
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
    for (std::size_t k = 0; given < patients; k = (k + 1) % n, ++given) ++share[order[k]];
    // Weights that sum to a little over 1 may give one woman too many.
    for (std::size_t k = n; given > patients; --given) {
        do k = k == 0 ? n - 1 : k - 1;
        while (share[order[k]] == 0);
        --share[order[k]];
    }
    return share;
}

std::string levels_in_words(const Model& model, const Stratum& stratum) {
    std::string words;
    for (std::size_t f = 0; f < model.factors.size(); ++f)
        words += fmt::format("{}{} {}", f == 0 ? "" : ", ", model.factors[f].name,
                             model.factors[f].levels[stratum.levels[f]]);
    return words;
}

}  // namespace

std::vector<std::size_t> factors_that_split_reports(const Model& model) {
    std::set<std::size_t> factors(model.group_factors.begin(), model.group_factors.end());
    for (const CaseMix& mix : model.case_mixes) factors.insert(mix.factor);
    for (const Strategy& strategy : model.strategies)
        for (const MixRule& rule : strategy.mix)
            if (rule.factor) factors.insert(*rule.factor);
    factors.insert(model.standardisation.over.begin(), model.standardisation.over.end());
    // Who is where at time zero, and so later, is known of a cell whose women all begin in one state.
    if (const auto factor = start_factor(model)) factors.insert(*factor);
    return {factors.begin(), factors.end()};
}

Population make_population(const Model& model, const Parameters& parameters) {
    Population population;
    population.cell_factors = factors_that_split_reports(model);

    std::uint64_t combinations = 1;
    for (const Factor& factor : model.factors) {
        combinations *= factor.levels.size();
        if (combinations > max_strata)
            throw UsageError("the factors have more than " + std::to_string(max_strata) +
                             " combinations of levels; pool some levels");
    }
    std::map<std::vector<std::size_t>, std::size_t> cell_of;
    std::vector<std::size_t> levels(model.factors.size());
    for (std::uint32_t id = 0; id < combinations; ++id) {
        std::uint64_t rest = id;
        for (std::size_t f = model.factors.size(); f-- > 0;) {
            levels[f] = rest % model.factors[f].levels.size();
            rest /= model.factors[f].levels.size();
        }
        double weight = 1;
        for (std::size_t f = 0; f < levels.size() && weight > 0; ++f)
            weight *= level_probability(model, parameters, f, levels);
        if (!(weight > 0)) continue;
        std::vector<std::size_t> cell_levels;
        for (const std::size_t f : population.cell_factors) cell_levels.push_back(levels[f]);
        const auto [place, is_new] = cell_of.try_emplace(cell_levels, population.cells.size());
        if (is_new) population.cells.push_back({cell_levels, 0});
        population.cells[place->second].weight += weight;
        population.strata.push_back({levels, weight, place->second, id});
    }
    return population;
}

// A stratum whose share x of a woman, a fraction, is not rounded up sees all L left-over women go to others, whose
// fractions are at least x. All fractions sum to L, so that L >= L x + x: x <= L / (L + 1), and L is below the number n
// of strata. More than (n - 1) / n of a woman beyond k - 1 whole ones is thus always rounded up, and a larger cohort is
// due more of it in every stratum.
std::optional<std::uint64_t> enough_patients(const Population& population, std::uint64_t in_each_stratum) {
    long double all = 0, rarest = 1;
    for (const Stratum& stratum : population.strata) {
        const auto weight = static_cast<long double>(stratum.weight);
        all += weight;
        rarest = std::min(rarest, weight);
    }
    const auto strata = static_cast<long double>(population.strata.size());
    const long double due = static_cast<long double>(in_each_stratum) - 1 / strata;
    // Weights that sum to 1 but for rounding leave that part of the women more or less to share out.
    const long double by_rounding = 2 * due / rarest * std::abs(all - 1);
    const long double enough = std::floor((due + by_rounding) / rarest) + 1;
    constexpr auto most = static_cast<long double>(std::uint64_t{1} << core::patient_index_bits);
    if (!(enough <= most)) return std::nullopt;
    return static_cast<std::uint64_t>(enough);
}

std::vector<std::uint64_t> allocate(const Model& model, const Population& population, std::uint64_t patients) {
    std::vector<std::uint64_t> share = proportional(population, patients);
    const auto place = std::find(share.begin(), share.end(), std::uint64_t{0});
    if (place == share.end()) return share;

    const Stratum& empty = population.strata[static_cast<std::size_t>(place - share.begin())];
    const std::string found = fmt::format("with --patients {} the stratum {} (probability {:.6g}) would be empty",
                                          patients, levels_in_words(model, empty), empty.weight);
    if (const auto enough = enough_patients(population, 1))
        throw UsageError(fmt::format("{}; use --patients {} or more", found, *enough));
    throw UsageError(found +
                     ", as one would be with any number; pool a rare level with another or give it the probability 0");
}

std::vector<ReportGroup> report_groups(const Model& model) {
    std::vector<ReportGroup> groups{{"all", std::nullopt}};
    for (const std::size_t f : model.group_factors)
        for (std::size_t level = 0; level < model.factors[f].levels.size(); ++level)
            groups.push_back({model.factors[f].name + "=" + model.factors[f].levels[level], std::pair{f, level}});
    return groups;
}

std::vector<PopulationKind> reported_populations(const Model& model) {
    if (model.case_mixes.empty()) return {PopulationKind::standardised};
    return {PopulationKind::standardised, PopulationKind::as_observed};
}

}  // namespace ibtr
