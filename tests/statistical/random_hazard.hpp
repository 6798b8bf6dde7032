#pragma once

#include <string>

#include "choices.hpp"

namespace ibtr::test {

/// A hazard for a clock ("time", "sojourn" or "age"), as the table of a config: of any family that the clock fits; in a
/// model in cycles mostly a probability, small enough for eight exits in one turn.
/// @param further whether mostly of a family that came later: models that were drawn before stay as they are
std::string random_hazard(Choices& choose, const std::string& clock, bool in_cycles, bool further = false);

}  // namespace ibtr::test
