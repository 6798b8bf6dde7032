#pragma once

#include <random>

#include "uncertainty/extended.hpp"

namespace ibtr {

/// A standard normal number from one word of the generator, by inversion: the same on every machine, unlike
/// std::normal_distribution.
inline double normal_variate(std::mt19937_64& words) {
    const double u = (static_cast<double>(words() >> 11) + 0.5) * 0x1p-53;
    return static_cast<double>(extended::normal_quantile(static_cast<extended::Real>(u)));
}

}  // namespace ibtr
