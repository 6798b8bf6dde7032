#include "explore/slider_range.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::explore {

ParameterRange range_about(double value) {
    constexpr double fold = 20;
    if (value > 0) return {value / fold, value * fold, true};
    if (value == 0) return {0, 1, false};
    return {3 * value, -value, false};
}

void set_range(ParameterRange range, Control& control) {
    // A default range about 0 or another number may leave out a value far from it, or below 0.
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

}  // namespace ibtr::explore
