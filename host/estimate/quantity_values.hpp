#pragma once

#include <span>
#include <vector>

#include "estimate/strata_cohort.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr {

/// What a model says about each quantity at one set of parameter values; NaN where undefined. Quantities may be of any
/// group, adjustment, time and time zero: women, weights and adjustment are explained in docs/validation.md.
/// @throws UsageError where the model has not what a quantity names, its measure is no number of curves, or one from
/// metastasis on is not defined, and what the source throws
std::vector<double> quantity_values(const Model& model, const Parameters& parameters,
                                    std::span<const Quantity> quantities, const CellSource& source);

/// The same from one exact solution of the continuous hazards (two where some quantities are from metastasis on).
std::vector<double> quantity_values(const Model& model, const Parameters& parameters,
                                    std::span<const Quantity> quantities, const ExactOptions& options);

}  // namespace ibtr
