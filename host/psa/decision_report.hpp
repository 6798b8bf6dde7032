#pragma once

#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "psa/decision_analysis.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"
#include "psa/summary.hpp"

/// The files about costs and effects (docs/psa.md, "Costs and effects").
namespace ibtr::psa {

/// icer.csv: mean cost and effect of every strategy, its standing and ICER.
std::string icer_csv(const Model& model, const OutcomePlan& plan, const Summary& summary);

/// ceac.csv: acceptability of every strategy at every willingness to pay. evpi.csv: value of perfect information.
struct DecisionCurves {
    std::string ceac, evpi;
};
DecisionCurves decision_curves(const Model& model, const OutcomePlan& plan, const Store& store);

/// psa_effects.csv and psa_costs.csv, as the R package BCEA takes them for `bcea(e, c)`, and psa_parameters.csv, which
/// dampack's make_psa_obj takes beside them: a row a draw, a column a strategy or parameter. For women as standardised.
struct DrawTables {
    std::string effects, costs, parameters;
};
DrawTables draw_tables(const Model& model, const OutcomePlan& plan, const Store& store);

}  // namespace ibtr::psa
