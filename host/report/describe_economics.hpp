#pragma once

#include <string>

#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// Utilities, costs, discount rates and willingness to pay in words, each with its source.
std::string describe_economics(const Model& model, const Economics& economics, const Parameters& parameters);

}  // namespace ibtr
