#include "ibtr/core/address.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <tuple>

#include "ibtr/core/lane.hpp"
#include "ibtr/core/tables_view.hpp"

namespace ibtr::core {
namespace {

// Injective: from the two words that carry a patient's address, stratum and index can be read back.
TEST(Address, PatientWordsCanBeReadBack) {
    const std::uint64_t last_index = (std::uint64_t{1} << patient_index_bits) - 1;
    const std::uint32_t last_stratum = (1U << stratum_bits) - 1;
    for (const std::uint32_t stratum : {0U, 1U, 2U, 4097U, last_stratum - 1, last_stratum})
        for (const std::uint64_t index :
             {std::uint64_t{0}, std::uint64_t{1}, (std::uint64_t{1} << 31), (std::uint64_t{1} << 32) - 1,
              (std::uint64_t{1} << 32), (std::uint64_t{1} << 40) + 7, last_index}) {
            const std::uint32_t high = pack_patient_high(stratum, index);
            EXPECT_EQ(high & 0xffU, 0U) << "the purpose byte must stay free";
            const std::uint64_t address = (std::uint64_t{high >> 8} << 32) | static_cast<std::uint32_t>(index);
            EXPECT_EQ(address >> patient_index_bits, stratum);
            EXPECT_EQ(address & last_index, index);
        }
}

// Every (patient, draw, state, visit, purpose) has a block of its own: flipping any one bit of any of them
// changes the counter. Philox is a bijection of the counter, so equal blocks would mean equal counters.
TEST(Address, NoTwoPurposesStatesVisitsOrPatientsShareABlock) {
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>> seen;
    std::size_t made = 0;
    for (const std::uint32_t low : {0U, 1U, 0x80000000U, 0xffffffffU})
        for (const std::uint64_t high_index : {std::uint64_t{0}, std::uint64_t{1} << 32, std::uint64_t{1} << 41})
            for (const std::uint32_t stratum : {0U, 1U, 0x3fffU})
                for (const std::uint32_t draw : {0U, 1U, 0xffffffffU})
                    for (std::uint32_t state = 0; state < 16; ++state)
                        for (const std::uint32_t visit : {0U, 1U, 16U, 254U})
                            for (const Purpose purpose :
                                 {Purpose::age, Purpose::sojourn, Purpose::sojourn_more, Purpose::parameters}) {
                                const PatientBlock block{1, 2, draw, pack_patient_high(stratum, high_index)};
                                const auto b = random_block<Lane>(block, low, state, visit, purpose);
                                seen.insert({b.word[0], b.word[1], b.word[2], b.word[3]});
                                ++made;
                            }
    EXPECT_EQ(seen.size(), made);
}

// Every visit of every state has a block of its own, and the first 16 states are their own addresses.
TEST(Address, AllVisitsOfAllStatesDiffer) {
    constexpr std::uint32_t visits = 1U << visit_bits;
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>> seen;
    for (std::uint32_t state = 0; state < max_states; ++state) {
        if (state < 16) {
            EXPECT_EQ(state_address(state), state);
        }
        for (std::uint32_t visit = 0; visit < visits; ++visit) {
            const auto b = random_block<Lane>({1, 2, 0, 0}, 7, state_address(state), visit, Purpose::sojourn);
            seen.insert({b.word[0], b.word[1], b.word[2], b.word[3]});
        }
    }
    EXPECT_EQ(seen.size(), std::size_t{max_states} * visits);
}

}  // namespace
}  // namespace ibtr::core
