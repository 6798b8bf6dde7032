#pragma once

#include <cstdint>
#include <string>

namespace ibtr::cli {

/// Reads a whole number as people write it: 10000 or 1e4.
/// @return empty, or in few words why it is none from `least` on
std::string read_whole_number(const std::string& text, std::uint64_t least, std::uint64_t& number);

}  // namespace ibtr::cli
