#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace ibtr {

/// Quantile of a sample, linear between order statistics. @param sorted ascending, not empty
inline double sorted_quantile(const std::vector<double>& sorted, double probability) {
    const double place = probability * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= sorted.size()) return sorted.back();
    return std::lerp(sorted[below], sorted[below + 1], place - static_cast<double>(below));
}

}  // namespace ibtr
