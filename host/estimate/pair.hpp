#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace ibtr {

/// Two numbers that share instructions on every processor of the kind.
using Pair [[gnu::vector_size(16)]] = double;

/// Their bits: of negative numbers the sign is set.
using PairBits [[gnu::vector_size(16)]] = std::int64_t;
inline PairBits bits(Pair two) {
    return std::bit_cast<PairBits>(two);
}

inline Pair pair_at(const double* numbers) {
    Pair two;
    std::memcpy(&two, numbers, sizeof two);
    return two;
}
inline void put_pair(Pair two, double* numbers) {
    std::memcpy(numbers, &two, sizeof two);
}

}  // namespace ibtr
