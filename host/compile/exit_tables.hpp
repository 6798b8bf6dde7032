#pragma once

#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"

namespace ibtr {

/// Adds what the hazards and ages of all strata are looked up in to tables whose header and exits are made.
/// @param multipliers of every (strategy, stratum, exit)
void add_exit_tables(const Model& model, const Parameters& parameters, const Population& population,
                     const std::vector<double>& multipliers, Tables& tables);

}  // namespace ibtr
