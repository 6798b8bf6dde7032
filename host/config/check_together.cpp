#include "config/steps.hpp"
#include "hazard/hazard_multipliers.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"

namespace ibtr::config {
namespace {

/// Tells a refusal that begins with its key at the key's line.
void tell(const UsageError& refusal, const Node& document, Problems& problems) {
    const std::string text = refusal.what();
    const std::size_t colon = text.find(": ");
    const std::string key = text.substr(0, colon);
    problems.add(closest_node(document, key).origin(), key, text.substr(colon + 2));
}

void check_ratios(const Model& model, const Parameters& parameters, const Population& population,
                  std::size_t transition) {
    for (const StrategyIndex strategy : model.simulated_strategies()) {
        const HazardMultipliers multipliers(model.transitions[transition], parameters, strategy,
                                            model.strategies[strategy].name);
        for (const Stratum& stratum : population.strata) static_cast<void>(multipliers.of(stratum.levels));
    }
}

}  // namespace

void check_together(const Model& model, const Node& document, Problems& problems) {
    const Parameters parameters = base_parameters(model);
    const Population population = make_population(model, parameters);
    try {
        check_weights(model, parameters, population);
    } catch (const UsageError& refusal) {
        tell(refusal, document, problems);
    }
    if (model.cycle_years) return;  // what happens in a cycle is a share, which no ratio multiplies
    for (std::size_t transition = 0; transition < model.transitions.size(); ++transition) try {
            check_ratios(model, parameters, population, transition);
        } catch (const UsageError& refusal) {
            tell(refusal, document, problems);
        }
}

}  // namespace ibtr::config
