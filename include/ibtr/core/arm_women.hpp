#pragma once

#include <cstdint>

#include "ibtr/core/lane.hpp"
#include "ibtr/core/macros.hpp"
#include "ibtr/core/philox.hpp"

namespace ibtr::core {
inline namespace IBTR_ISA_NAMESPACE {

/// A column of Walker's table, after Vose (1991): the place itself where a random word is below the threshold, else its
/// alias.
struct alignas(8) AliasColumn {
    std::uint32_t threshold, alias;
};

/// Where the random numbers of one arm of one study come from: a pure function of these.
struct ArmStream {
    std::uint64_t seed = 0;
    std::uint32_t replicate = 0, study = 0, arm = 0;
};

/// Four random words of a woman, or of two that are drawn together.
IBTR_HD Block<Lane> random_words(const ArmStream& stream, std::uint32_t number) {
    constexpr std::uint32_t of_studies = 0x73747564U;  // keeps these numbers apart from those of lives
    const Block<Lane> counter{{number, stream.replicate, stream.study, stream.arm}};
    return philox<Lane>(counter, static_cast<std::uint32_t>(stream.seed),
                        static_cast<std::uint32_t>(stream.seed >> 32) ^ of_studies);
}

/// A place, drawn from its column and two random words in integers alone: the same on every machine.
IBTR_HD std::uint32_t draw_place(const AliasColumn* columns, std::uint32_t places, std::uint32_t of_column,
                                 std::uint32_t of_threshold) {
    std::uint32_t place, rest;
    Lane::multiply_wide(of_column, places, place, rest);
    const AliasColumn column = columns[place];
    return of_threshold < column.threshold ? place : column.alias;
}

/// Calls visit(woman, place) of women 2 * pair and 2 * pair + 1, as far as the arm has them.
template <class Visit>
IBTR_HD void draw_pair(const ArmStream& stream, const AliasColumn* columns, std::uint32_t places, std::uint32_t women,
                       std::uint32_t pair, Visit visit) {
    const Block<Lane> words = random_words(stream, pair);
    const std::uint32_t woman = 2 * pair;
    visit(woman, draw_place(columns, places, words.word[0], words.word[1]));
    if (woman + 1 < women) visit(woman + 1, draw_place(columns, places, words.word[2], words.word[3]));
}

}  // namespace IBTR_ISA_NAMESPACE
}  // namespace ibtr::core
