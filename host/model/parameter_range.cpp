#include "model/parameter_range.hpp"

namespace ibtr {

ParameterRange range_about(double number) {
    constexpr double fold = 20;
    if (number > 0) return {number / fold, number * fold, true};
    if (number == 0) return {0, 1, false};
    return {3 * number, -number, false};
}

ParameterRange default_range(const Parameter& parameter, double base) {
    if (parameter.unit == "probability") return {0, 1, false};
    if (parameter.unit == "log_ratio") return {-3, 3, false};
    return range_about(parameter.null_value.value_or(base));
}

}  // namespace ibtr
