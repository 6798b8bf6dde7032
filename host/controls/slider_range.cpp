#include "controls/slider_range.hpp"

#include <algorithm>

namespace ibtr::controls {

void set_range(ParameterRange range, Control& control) {
    // A default range may leave out a value far below 0.
    if (control.value.front() < range.low && control.value.front() < 0) range = range_about(control.value.front());
    control.minimum = range.low;
    control.maximum = range.high;
    for (const double number : control.value) {
        control.minimum = std::min(control.minimum, number);
        control.maximum = std::max(control.maximum, number);
    }
    for (const std::optional<double>& number : {control.low, control.high, control.off}) {
        if (!number) continue;
        control.minimum = std::min(control.minimum, *number);
        control.maximum = std::max(control.maximum, *number);
    }
    control.logarithmic = range.logarithmic && control.minimum > 0;
}

}  // namespace ibtr::controls
