#pragma once

#include <vector>

#include "ibtr/model.hpp"

namespace ibtr {

/// Per state: whether transitions lead from it back to it (it lies in a strongly connected component of
/// more than one state).
std::vector<bool> states_on_cycles(const Model& model);

}  // namespace ibtr
