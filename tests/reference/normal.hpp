#pragma once

#include <cmath>

/// Closed forms of the normal distribution, apart from the program's own.
namespace ibtr::reference {

/// Density of the standard normal at z.
inline double normal_density(double z) {
    return std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0));
}

/// P(Z <= z) of a standard normal Z.
inline double normal_cumulative(double z) {
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

/// E max(0, X) - max(0, E X) of a normal X: the expected value of perfect information on a net benefit X.
inline double normal_loss(double mean, double sd) {
    const double z = std::abs(mean) / sd;
    return sd * (normal_density(z) - z * normal_cumulative(-z));
}

}  // namespace ibtr::reference
