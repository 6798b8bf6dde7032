#pragma once

#include <bit>
#include <cstdint>

namespace ibtr {

/// The nearest double, as the conversion instruction gives it, which has no vector form in baseline x86-64. Here the
/// upper half becomes 2^84 + 2^63 + 2^32 upper, the lower one 2^52 + lower; only the last sum rounds.
inline double to_double(std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    const auto upper = std::bit_cast<double>((bits >> 32) ^ std::bit_cast<std::uint64_t>(0x1.000008p84));
    const auto lower = std::bit_cast<double>((bits & 0xffffffffU) | std::bit_cast<std::uint64_t>(0x1p52));
    return upper - (0x1p84 + 0x1p63 + 0x1p52) + lower;
}
inline double to_double(std::int32_t number) {
    return number;
}
inline double to_double(double number) {
    return number;
}

}  // namespace ibtr
