#pragma once

#include <cstdint>

#include "ibtr/core/macros.hpp"
#include "ibtr/core/philox.hpp"

namespace ibtr::core {

/// What a random number is for: keeps streams apart, so that adding one shifts no other.
enum class Purpose : std::uint32_t {
    age = 0,           ///< age within its band
    sojourn = 1,       ///< exponentials of exits 0 to 3
    sojourn_more = 2,  ///< exponentials of exits 4 to 7
    parameters = 3,    ///< parameter draws
};

inline constexpr unsigned stratum_bits = 14;        ///< of the 56-bit patient address
inline constexpr unsigned patient_index_bits = 42;  ///< index within the stratum

/// Exits whose exponentials come from one Philox block, a word each.
inline constexpr unsigned exits_per_block = 4;
inline constexpr unsigned purpose_bits = 8;
/// Of a word of (state, visit): the lower 4 bits of the state, 8 of the visit, the upper bits of the state.
inline constexpr unsigned low_state_bits = 4, visit_bits = 8;

/// The part of a patient's address that all patients of a work item share.
struct PatientBlock {
    std::uint32_t seed_low, seed_high;  ///< Philox key
    std::uint32_t draw;                 ///< parameter draw
    std::uint32_t patient_high;         ///< bits 32 to 55 of (stratum id, index), shifted left by purpose_bits
};

inline namespace IBTR_ISA_NAMESPACE {

/// The bits of a state in that word.
IBTR_HD std::uint32_t state_address(std::uint32_t state) {
    return (state & ((1U << low_state_bits) - 1)) | (state >> low_state_bits) << (low_state_bits + visit_bits);
}

/// Bits 32 to 55 of a patient's address, placed above the purpose byte.
IBTR_HD std::uint32_t pack_patient_high(std::uint32_t stratum_id, std::uint64_t index) {
    const std::uint32_t index_high = static_cast<std::uint32_t>(index >> 32);
    return ((stratum_id << (patient_index_bits - 32)) | index_high) << purpose_bits;
}

/// Counter words: patient low; draw; state and visit; patient high and purpose. The strategy is absent:
/// a woman meets the same random numbers under every strategy.
/// @param state state_address
template <class L>
IBTR_HD Block<L> random_block(const PatientBlock& block, typename L::Word patient_low, std::uint32_t state,
                              typename L::Word visit, Purpose purpose) {
    Block<L> counter;
    counter.word[0] = patient_low;
    counter.word[1] = L::word(block.draw);
    counter.word[2] = (visit << low_state_bits) | L::word(state);
    counter.word[3] = L::word(block.patient_high | static_cast<std::uint32_t>(purpose));
    return philox<L>(counter, block.seed_low, block.seed_high);
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
