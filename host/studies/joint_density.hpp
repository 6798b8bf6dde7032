#pragma once

#include <span>

namespace ibtr::studies {

/// Density of two numbers at a point, estimated from replicates: a product of normal kernels, widths by Scott's (1992)
/// rule n^(-1/6) times each standard deviation. Its error is that of ten tenths of the replicates.
struct JointDensity {
    double density = 0, standard_error = 0;
};
/// @param first, second parallel; pairs with an undefined number do not count
/// @return NaN for fewer than 100 pairs, or numbers without spread
JointDensity joint_density(std::span<const double> first, std::span<const double> second, double at_first,
                           double at_second);

}  // namespace ibtr::studies
