#pragma once

#include <cstring>

namespace ibtr {

/// Two numbers that share instructions on every processor of the kind.
using Pair [[gnu::vector_size(16)]] = double;

inline Pair pair_at(const double* numbers) {
    Pair two;
    std::memcpy(&two, numbers, sizeof two);
    return two;
}

}  // namespace ibtr
