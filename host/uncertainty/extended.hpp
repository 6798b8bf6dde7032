#pragma once

#include "uncertainty/distribution.hpp"

/// Distributions in extended precision (80 bits on x86-64), the accuracy at which they are fitted and drawn.
namespace ibtr::extended {

using Real = long double;

inline constexpr Real low_tail = 0.025L, high_tail = 0.975L;  ///< ends of a 95 % interval

Real quantile(const Distribution& distribution, Real probability);
Real cumulative(const Distribution& distribution, Real x);
Real mean(const Distribution& distribution);
Real standard_deviation(const Distribution& distribution);

/// Phi and its inverse.
Real normal_cumulative(Real z);
Real normal_quantile(Real probability);

}  // namespace ibtr::extended
