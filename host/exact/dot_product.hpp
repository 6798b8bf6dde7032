#pragma once

#include <cstddef>

namespace ibtr::exact {

/// Sum of a[i] b[i]: the hot loop of the solver. Sixteen partial sums added in a fixed order, so that the
/// result does not depend on the vector width of the processor.
inline double dot_product(const double* a, const double* b, std::size_t size) {
    constexpr std::size_t lanes = 16;
    double sums[lanes] = {};
    std::size_t i = 0;
    for (; i + lanes <= size; i += lanes)
        for (std::size_t l = 0; l < lanes; ++l) sums[l] += a[i + l] * b[i + l];
    for (std::size_t l = 0; i < size; ++i, ++l) sums[l] += a[i] * b[i];
    for (std::size_t width = lanes / 2; width > 0; width /= 2)
        for (std::size_t l = 0; l < width; ++l) sums[l] += sums[l + width];
    return sums[0];
}

}  // namespace ibtr::exact
