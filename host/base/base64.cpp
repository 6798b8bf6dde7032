#include "base/base64.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ibtr {

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t first = 0; first < bytes.size(); first += 3) {
        const std::size_t present = std::min<std::size_t>(3, bytes.size() - first);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < present ? static_cast<unsigned char>(bytes[first + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) text += k <= present ? digits[group >> (18 - 6 * k) & 63U] : '=';
    }
    return text;
}

}  // namespace ibtr
