#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "economics/costs_and_effects.hpp"
#include "ibtr/model.hpp"
#include "ibtr/population.hpp"
#include "psa/decision_analysis.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"
#include "psa/summary.hpp"

/// The files about costs and effects (docs/psa.md, "Costs and effects").
namespace ibtr::psa {

/// Means over draws with their errors, of all women and the groups kept, in every reported population. Net benefits are
/// in choice_curves.
/// @param plan with utilities and costs
std::vector<CostsAndEffects> costs_and_effects(const Model& model, const OutcomePlan& plan, const Summary& summary);

/// The choice of strategy for one reported population, at every willingness to pay of the config.
struct ChoiceCurve {
    PopulationKind population;
    std::vector<Acceptability> at;
};
/// Populations in which it is known who a strategy's women are: of others no choice can be judged.
std::vector<ChoiceCurve> choice_curves(const Model& model, const OutcomePlan& plan, const Store& store);

/// ceac.csv: acceptability of every strategy at every willingness to pay.
std::string ceac_csv(const Model& model, const std::vector<ChoiceCurve>& curves);
/// evpi.csv: value of perfect information.
std::string evpi_csv(const Model& model, const std::vector<ChoiceCurve>& curves);

/// For people: the choice at every willingness to pay.
std::string choice_table(const Model& model, const std::vector<ChoiceCurve>& curves);

/// psa_effects.csv and psa_costs.csv, as the R package BCEA takes them for `bcea(e, c)`, and psa_parameters.csv, which
/// dampack's make_psa_obj takes beside them: a row a draw, a column a strategy or parameter. For women as standardised.
/// Their text goes away piece by piece: of many draws it is longer than memory.
struct DrawTables {
    std::function<void(std::string_view)> effects, costs, parameters;
};
void write_draw_tables(const Model& model, const OutcomePlan& plan, const Store& store, const DrawTables& tables);

}  // namespace ibtr::psa
