#pragma once

#include <array>

namespace ibtr::psa {

/// Draws with more simulation noise than they have, from which it is told what they would be with none.
///
/// The half difference of a draw has the variance of its simulation error and is uncorrelated with it, however large
/// that error is in this draw. The draw plus or minus `spread` half differences thus has 1 + spread^2 times its own
/// noise, while parameters and their weight stay as they are. What is a smooth function of the noise, as any mean over
/// draws is where parameters vary enough, is extrapolated from variances 1, 2 and 4 to 0 by a parabola (Cook and
/// Stefanski 1994, J Am Stat Assoc 89:1314; `weight` is Lagrange's) or, one step less, by a line.
struct NoiseLevel {
    double spread, weight, weight_in_line;
};
inline constexpr double sqrt_3 = 1.7320508075688772;
inline constexpr std::array<NoiseLevel, 3> noise_levels{{{0, 8.0 / 3, 2}, {1, -2, -1}, {sqrt_3, 1.0 / 3, 0}}};

}  // namespace ibtr::psa
