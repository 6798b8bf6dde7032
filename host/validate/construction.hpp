#pragma once

#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "validate/validation.hpp"

namespace ibtr::validation {

/// Sets by_construction of the targets on whose number a parameter of the model is solved: those whose quantity and
/// number a marginal of the model has, and those that are marked so and whose number a parameter holds, with their
/// evidence id as source. A mark alone excuses nothing: another model may share the table.
void mark_constructed(const Model& model, const Parameters& parameters, std::vector<TargetResult>& results);

}  // namespace ibtr::validation
