#pragma once

#include <cstddef>

namespace ibtr::survival {

/// P(chi-squared with so many degrees > statistic); NaN of an undefined statistic.
double chi_squared_p(double statistic, std::size_t degrees);

/// P(|Z| > |z|) of a standard normal Z.
double normal_p(double z);

}  // namespace ibtr::survival
