#pragma once

#include "ibtr/model.hpp"

namespace ibtr {

/// Values of a parameter that are tried.
struct ParameterRange {
    double low = 0, high = 0;
    bool logarithmic = false;  ///< points are evenly spread on the logarithmic scale
};

/// From a twentieth to twentyfold of a number above 0, on the logarithmic scale; of one below, from threefold to as far
/// on the other side of 0; about 0, to 1.
ParameterRange range_about(double number);

/// All that a parameter may be: [0, 1] for a probability and for a mechanism whose null value is 0; from -3 to 3 for a
/// log_ratio; else the range about its null value or, where it has none, about its base value.
ParameterRange default_range(const Parameter& parameter, double base);

}  // namespace ibtr
