#include "exact/convolution.hpp"

#include <algorithm>
#include <cstring>

namespace ibtr::exact {
namespace {

/// The vector that every processor of a kind has: compilers, left alone, take other steps together and shuffle.
using Pair = double __attribute__((vector_size(2 * sizeof(double))));

Pair pair_at(const double* place) {
    Pair pair;
    std::memcpy(&pair, place, sizeof pair);
    return pair;
}

}  // namespace

std::vector<double> convolution(const double* entrants, std::size_t size, const double* values, std::size_t lags) {
    constexpr std::size_t lanes = convolution_lanes;
    // Behind and before zeros, where a lane has no lag of 1 to `lags`.
    std::vector<double> padded(lanes + lags + lanes, 0);
    std::copy_n(values, lags, padded.begin() + lanes);
    std::vector<double> sums(whole_lanes(size));
    for (std::size_t first = 0; first < sums.size(); first += lanes) {
        // The lanes are steps from the last one backwards, as values are.
        Pair pairs[lanes / 2] = {};
        const std::size_t last = first + lanes - 1;
        for (std::size_t j = first - std::min(first, lags); j < std::min(last, size); ++j) {
            const double* value = padded.data() + (lanes + lags - (last - j));
            for (std::size_t p = 0; p < lanes / 2; ++p) pairs[p] += entrants[j] * pair_at(value + 2 * p);
        }
        for (std::size_t l = 0; l < lanes; ++l) sums[last - l] = pairs[l / 2][l % 2];
    }
    return sums;
}

}  // namespace ibtr::exact
