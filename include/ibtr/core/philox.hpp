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
    using Word = typename L::Word;
    IBTR_UNROLL
    for (int round = 0; round < 10; ++round) {
        Word high0, low0, high1, low1;
        L::multiply_wide(counter.word[0], 0xD2511F53U, high0, low0);
        L::multiply_wide(counter.word[2], 0xCD9E8D57U, high1, low1);
        counter.word[0] = high1 ^ counter.word[1] ^ L::word(key0);
        counter.word[1] = low1;
        counter.word[2] = high0 ^ counter.word[3] ^ L::word(key1);
        counter.word[3] = low0;
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    return counter;
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
