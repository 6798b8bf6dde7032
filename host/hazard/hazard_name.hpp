#pragma once

#include <vector>

#include "ibtr/hazard.hpp"

namespace ibtr {

/// What the hazard of a form is, as numbers: two with the same are the same function, of one model or of two that have
/// the same life tables.
std::vector<double> hazard_name(const Transition& transition, const HazardForm& form, const Parameters& parameters);

}  // namespace ibtr
