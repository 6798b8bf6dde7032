#pragma once

#include <cstdint>
#include <string>

#include "ibtr/design.hpp"

namespace ibtr::cli {

/// "i/n" -> the i-th of n ranges of almost equal length. @throws UsageError
DrawRange shard_range(const std::string& text, std::uint32_t draws);

/// A whole number above 0. @throws UsageError
std::uint64_t parse_patients(const std::string& text);

}  // namespace ibtr::cli
