#pragma once

#include <vector>

#include "economics/frontier.hpp"
#include "ibtr/model.hpp"
#include "ibtr/population.hpp"
#include "psa/outcomes.hpp"
#include "psa/summary.hpp"

namespace ibtr::psa {

/// Means over draws, per woman to the horizon, by strategy; NaN where undefined.
struct MeanTotals {
    std::vector<double> life_years;    ///< undiscounted
    std::vector<double> qalys, costs;  ///< discounted
    std::vector<FrontierPoint> frontier;
};

/// @param plan with utilities and costs
MeanTotals mean_totals(const Model& model, const OutcomePlan& plan, const Summary& summary, PopulationKind kind);

}  // namespace ibtr::psa
