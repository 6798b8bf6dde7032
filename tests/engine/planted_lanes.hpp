#pragma once

// Lanes with one fault each. The digest tests must notice every one of them: a test that has never been seen
// to fail proves nothing.

#include <cstdint>

#include "ibtr/core/lane.hpp"

namespace ibtr::test {

/// One coefficient of the logarithm's polynomial off by a unit in the last place.
struct OtherPolynomialLane : core::Lane {
    static float real(float value) { return value == 0.9999998524273863F ? 0.99999994F : value; }
};

/// A number whose "earlier" includes "equally early": ties go to the later transition.
struct TieReal {
    float value;
    friend TieReal operator+(TieReal a, TieReal b) { return {a.value + b.value}; }
    friend TieReal operator-(TieReal a, TieReal b) { return {a.value - b.value}; }
    friend TieReal operator*(TieReal a, TieReal b) { return {a.value * b.value}; }
    friend bool operator<(TieReal a, TieReal b) { return a.value <= b.value; }
    friend bool operator>(TieReal a, TieReal b) { return a.value > b.value; }
};

struct SwappedTieLane : core::Lane {
    using Real = TieReal;
    using Word = std::uint32_t;
    using Index = std::int32_t;
    static constexpr int width = 1;

    static Real real(float value) { return {value}; }
    static Word word(std::uint32_t value) { return value; }
    static Index index(std::int32_t value) { return value; }
    static Real select(bool condition, Real yes, Real no) { return condition ? yes : no; }
    static Index select(bool condition, Index yes, Index no) { return condition ? yes : no; }
    static Real to_real(Word value) { return {core::Lane::to_real(value)}; }
    static Real to_real(Index value) { return {core::Lane::to_real(value)}; }
    static Index round_up(Real value) { return core::Lane::round_up(value.value); }
    static Word bits(Real value) { return core::Lane::bits(value.value); }
    static Real from_bits(Word value) { return {core::Lane::from_bits(value)}; }
    static Index as_index(Word value) { return core::Lane::as_index(value); }
    static Word as_word(Index value) { return core::Lane::as_word(value); }
    static Real interpolate(const float* keys, const float* onto, const float* slopes, unsigned log2_size, Real x) {
        return {core::Lane::interpolate(keys, onto, slopes, log2_size, x.value)};
    }
};

}  // namespace ibtr::test
