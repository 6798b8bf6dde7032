#pragma once

#include "explore/control.hpp"
#include "solve/solve_parameter.hpp"

namespace ibtr::explore {

/// Range of a number that is written in place, from a twentieth to twentyfold where it is above 0.
ParameterRange range_about(double value);

/// The range of a slider, widened to hold the control's value, interval and the value that switches it off; linear
/// where a number in it has no logarithm.
void set_range(ParameterRange range, Control& control);

}  // namespace ibtr::explore
