#pragma once

#include <cstddef>

#include "ibtr/model.hpp"

namespace ibtr::verify {

/// Whether a state is entered and no start, and its copy is within the limits of states and exits.
bool can_be_split(const Model& model, std::size_t state);

/// Adds a copy of a state, the last one, which half of those take who enter it.
void split_state(Model& model, std::size_t state);

}  // namespace ibtr::verify
