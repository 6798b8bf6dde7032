#pragma once

#include <cstddef>

namespace ibtr {

/// Where a quantile lies: that share of the way from one order statistic, counted from 0, to the next (see
/// sorted_quantile).
struct QuantilePlace {
    std::size_t below;
    double share;

    QuantilePlace(std::size_t count, double p) {
        const double h = p * static_cast<double>(count - 1);
        below = static_cast<std::size_t>(h);
        share = h - static_cast<double>(below);
    }
};

}  // namespace ibtr
