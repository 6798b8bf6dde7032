#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// Four words a lane.
template <class L>
struct Block {
    typename L::Word word[4];
};

/// Philox4x32-10, a counter-based generator: a pure function of (counter, key).
/// Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011).
template <class L>
IBTR_HD Block<L> philox(Block<L> counter, std::uint32_t key0, std::uint32_t key1) {
    using Factor = typename L::Factor;
    Factor word[4] = {L::factor(counter.word[0]), L::factor(counter.word[1]), L::factor(counter.word[2]),
                      L::factor(counter.word[3])};
    IBTR_UNROLL
    for (int round = 0; round < 10; ++round) {
        Factor high0, low0, high1, low1;
        L::multiply_wide(word[0], 0xD2511F53U, high0, low0);
        L::multiply_wide(word[2], 0xCD9E8D57U, high1, low1);
        word[0] = L::mix(high1, word[1], key0);
        word[1] = low1;
        word[2] = L::mix(high0, word[3], key1);
        word[3] = low0;
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    IBTR_UNROLL
    for (int k = 0; k < 4; ++k) counter.word[k] = L::word_of(word[k]);
    return counter;
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
