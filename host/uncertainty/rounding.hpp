#pragma once

#include <cmath>

namespace ibtr {

/// Nearest number with the given count of significant bits. Results of a mathematics library that differ in their
/// last bits round to the same number unless they lie astride a midpoint, which is as rare as their error is small
/// against the grid.
inline double round_to_bits(long double x, int bits) {
    if (x == 0 || !std::isfinite(x)) return static_cast<double>(x);
    int exponent = 0;
    const long double mantissa = std::frexp(x, &exponent);
    return static_cast<double>(std::ldexp(std::nearbyint(std::ldexp(mantissa, bits)), exponent - bits));
}

}  // namespace ibtr
