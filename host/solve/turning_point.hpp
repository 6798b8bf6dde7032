#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace ibtr {

/// (parameter, number), ascending.
using Curve = std::vector<std::pair<double, double>>;

/// Where a curve turns near a point of it.
struct TurningPoint {
    double x, value;     ///< the parameter, and the number less the wanted one
    double left, right;  ///< points of the curve on either side
};

/// Where the curve comes closest to a wanted number around its i-th point, on whose sides it is further away: by golden
/// sections, until the number is reached or the place is known to a hundred-thousandth. At an end of the curve it is
/// looked for only where the curve comes closer right beside the end.
/// @param difference the number less the wanted one
/// @return nothing where the curve does not turn there, or lies on both sides of the number
std::optional<TurningPoint> turn_towards(const std::function<double(double)>& difference, const Curve& curve,
                                         double wanted, std::size_t i);

}  // namespace ibtr
