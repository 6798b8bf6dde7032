#pragma once

#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "validate/marginals.hpp"

namespace ibtr {

/// For people: each marginal's parameter, the published number and the model's.
/// @param values of every parameter of the model
std::string marginals_table(const Model& model, const std::vector<double>& values, const MarginalFit& fit);

}  // namespace ibtr
