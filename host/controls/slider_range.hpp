#pragma once

#include "controls/control.hpp"
#include "model/parameter_range.hpp"

namespace ibtr::controls {

/// The range of a slider, widened to hold the control's value, interval and the value that switches it off; linear
/// where a number in it has no logarithm.
void set_range(ParameterRange range, Control& control);

}  // namespace ibtr::controls
