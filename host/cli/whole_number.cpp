#include "cli/whole_number.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace ibtr::cli {

std::string read_whole_number(const std::string& text, std::uint64_t least, std::uint64_t& number) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();  // of a whole number in TOML
    constexpr double largest_exact = 9007199254740992.0;  // 2^53: every whole number below is a double
    const char* end = text.data() + text.size();
    const auto plain = std::from_chars(text.data(), end, number);
    if (plain.ec != std::errc{} || plain.ptr != end) {
        double real = 0;
        const auto read = std::from_chars(text.data(), end, real);
        if (read.ec != std::errc{} || read.ptr != end || !(real >= 0) || real > largest_exact ||
            std::trunc(real) != real)
            return fmt::format("'{}' is not a whole number from {} to {}", text, least, most);
        number = static_cast<std::uint64_t>(real);
    }
    if (number > most) return fmt::format("{} is above the largest allowed number, {}", text, most);
    if (number < least) return fmt::format("{} is below the least allowed number, {}", text, least);
    return {};
}

}  // namespace ibtr::cli
