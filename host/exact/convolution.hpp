#pragma once

#include <cstddef>
#include <vector>

namespace ibtr::exact {

/// Terms that are summed side by side.
inline constexpr std::size_t convolution_lanes = 16;

/// The next multiple of convolution_lanes.
inline std::size_t whole_lanes(std::size_t size) {
    return (size + convolution_lanes - 1) / convolution_lanes * convolution_lanes;
}

/// Sum of a[i] b[i], size a multiple of convolution_lanes. The partial sums are added in a fixed order, so that the
/// result does not depend on the vector width of the processor.
inline double dot_product(const double* a, const double* b, std::size_t size) {
    static_assert(convolution_lanes == 16);
    if (size == 0) return 0;
    double sums[16];
    for (std::size_t l = 0; l < 16; ++l) sums[l] = a[l] * b[l];
    for (std::size_t i = 16; i < size; i += 16)
        for (std::size_t l = 0; l < 16; ++l) sums[l] += a[i + l] * b[i + l];
    // Written out, so that compilers keep the sums in registers.
    for (std::size_t l = 0; l < 8; ++l) sums[l] += sums[l + 8];
    for (std::size_t l = 0; l < 4; ++l) sums[l] += sums[l + 4];
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

/// For every i below whole_lanes(size) the sum of entrants[j] times the value of lag i - j, over j with a
/// lag of 1 to `lags`. Many dot products at once: nothing is loaded for one of them alone.
/// @param values of lags `lags` down to 1
std::vector<double> convolution(const double* entrants, std::size_t size, const double* values, std::size_t lags);

}  // namespace ibtr::exact
