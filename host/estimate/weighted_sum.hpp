#pragma once

#include <cstddef>
#include <span>

namespace ibtr {

/// Adds weight * value(i) to a sum, number by number, or begins it.
template <class Value>
void add_weighted(double weight, bool first, std::span<double> sum, Value value) {
    double* to = sum.data();
    const std::size_t size = sum.size();
    if (first)
        for (std::size_t i = 0; i < size; ++i) to[i] = weight * value(i);
    else
        for (std::size_t i = 0; i < size; ++i) to[i] += weight * value(i);
}

}  // namespace ibtr
