#pragma once

#include <cstdint>
#include <optional>

/// Widths of the font that figures are set in, as version 2.37 of DejaVuSans.ttf has them.
namespace ibtr::figure::dejavu_sans {

/// Parts of the font's size that the numbers here count.
inline constexpr double units_per_em = 2048;

/// How far the next character is from a character's beginning; nothing where it is not known here.
std::optional<int> advance(std::uint32_t code);

/// What is added between two characters that would stand too near or too far from one another.
int kerning(std::uint32_t left, std::uint32_t right);

}  // namespace ibtr::figure::dejavu_sans
