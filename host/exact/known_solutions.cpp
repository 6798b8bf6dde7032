#include "exact/known_solutions.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "hazard/hazard_name.hpp"
#include "ibtr/state_graph.hpp"

namespace ibtr {
namespace {

/// The same hazards, but nobody moves who need not be solved for: that is solved at once.
class HazardsOfSome final : public HazardSource {
public:
    HazardsOfSome(const HazardSource& hazards, const std::vector<bool>& wanted, std::size_t strata)
        : hazards_(hazards), wanted_(wanted), strata_(strata) {}
    [[nodiscard]] HazardFunctionIndex function(SimulatedIndex strategy, StratumIndex stratum,
                                               TransitionIndex transition) const override {
        return hazards_.function(strategy, stratum, transition);
    }
    [[nodiscard]] double multiplier(SimulatedIndex strategy, StratumIndex stratum,
                                    TransitionIndex transition) const override {
        return wanted_[strategy * strata_ + stratum] ? hazards_.multiplier(strategy, stratum, transition) : 0;
    }
    [[nodiscard]] double cumulative(HazardFunctionIndex function, double clock_years) const override {
        return hazards_.cumulative(function, clock_years);
    }
    [[nodiscard]] std::vector<double> breaks_years(HazardFunctionIndex function, double low,
                                                   double high) const override {
        return hazards_.breaks_years(function, low, high);
    }

private:
    const HazardSource& hazards_;
    const std::vector<bool>& wanted_;
    std::size_t strata_;
};

/// What solutions of two models need to have alike, hazards apart, for the same edges and bins to mean the same.
std::vector<double> structure_of(const Model& model, const EventGraph& graph) {
    std::vector<double> structure{model.horizon_years, static_cast<double>(model.grid_per_year),
                                  static_cast<double>(model.states.size())};
    const auto add = [&](auto number) { structure.push_back(static_cast<double>(number)); };
    for (const Transition& transition : model.transitions) {
        add(transition.from);
        add(transition.to);
        add(transition.clock);
    }
    for (const EventGraph::Edge& edge : graph.edges) {
        add(edge.from);
        add(edge.to);
        add(edge.transition);
    }
    add(graph.starts);
    for (const EventGraph::Node& node : graph.nodes) add(node.state);
    for (const EntryClock& clock : model.entry_clocks) {
        add(clock.states.size());
        for (const std::size_t state : clock.states) add(state);
    }
    for (const LifeTable& table : model.life_tables) {
        add(table.first_age_years);
        structure.insert(structure.end(), table.probability.begin(), table.probability.end());
    }
    return structure;
}

}  // namespace

std::size_t KnownSolutions::place_of(Places& places, std::vector<double> name) {
    const std::size_t next = places.size();
    return places.try_emplace(std::move(name), next).first->second;
}

std::vector<std::size_t> KnownSolutions::places(const Cohort& cohort) {
    const auto& [model, parameters, population, graph] = cohort;
    const std::size_t structure = place_of(structures_, structure_of(model, graph));
    std::vector<std::map<HazardForm, std::size_t>> of_form(model.transitions.size());
    const std::optional<std::size_t> ages = model.age_factor();
    std::vector<std::size_t> places;
    for (const StrategyIndex strategy : model.simulated_strategies()) {
        for (const Stratum& stratum : population.strata) {
            std::vector<double> name{static_cast<double>(structure),
                                     static_cast<double>(start_of(model, stratum.levels))};
            for (std::size_t t = 0; t < model.transitions.size(); ++t) {
                const Transition& transition = model.transitions[t];
                const double multiplier = hazard_multiplier(transition, parameters, strategy, stratum.levels);
                name.push_back(multiplier);
                if (!(multiplier > 0)) continue;
                HazardForm form = hazard_form(transition, strategy, stratum.levels);
                const auto known = of_form[t].find(form);
                const std::size_t function = known != of_form[t].end()
                                                 ? known->second
                                                 : place_of(functions_, hazard_name(transition, form, parameters));
                of_form[t].emplace(std::move(form), function);
                name.push_back(static_cast<double>(function));
            }
            if (ages) {
                const AgeBand& band = model.factors[*ages].age_bands[stratum.levels[*ages]];
                name.insert(name.end(), {band.low_years, band.high_years});
                name.insert(name.end(), band.single_year_weights.begin(), band.single_year_weights.end());
            }
            places.push_back(place_of(problems_, std::move(name)));
        }
    }
    return places;
}

ExpectedTallies KnownSolutions::solve(const Cohort& cohort, const ExactOptions& options) {
    const auto& [model, parameters, population, graph] = cohort;
    const ContinuousHazards hazards(model, parameters, population);
    if (model.cycle_years) return solve_exact(model, population, graph, hazards, options);
    const std::vector<std::size_t> solutions = places(cohort);
    std::vector<bool> wanted(solutions.size());
    for (std::size_t i = 0; i < solutions.size(); ++i) wanted[i] = !blocks_.contains(solutions[i]);
    ExpectedTallies tallies =
        solve_exact(model, population, graph, HazardsOfSome(hazards, wanted, population.strata.size()), options);
    const auto size = static_cast<std::ptrdiff_t>(tallies.edges * tallies.bins);
    for (std::size_t i = 0; i < solutions.size(); ++i) {
        const auto probability = tallies.probability.begin() + static_cast<std::ptrdiff_t>(i) * size;
        const auto offset = tallies.offset_bins.begin() + static_cast<std::ptrdiff_t>(i) * size;
        const auto [known, is_new] = blocks_.try_emplace(solutions[i]);
        if (is_new) {
            known->second = {{probability, probability + size}, {offset, offset + size}};
        } else if (!wanted[i]) {
            std::copy(known->second.probability.begin(), known->second.probability.end(), probability);
            std::copy(known->second.offset_bins.begin(), known->second.offset_bins.end(), offset);
        }
    }
    return tallies;
}

}  // namespace ibtr
