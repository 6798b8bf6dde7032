#pragma once

#include <cstdint>
#include <string>

namespace ibtr {

/// Largest config or life table that is read [bytes].
inline constexpr std::uintmax_t max_file_bytes = 8U << 20;

/// Text of a file.
/// @throws ConfigError where it is missing, a folder, no regular file, unreadable, over max_file_bytes or not UTF-8.
std::string read_text_file(const std::string& path);

}  // namespace ibtr
