#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ibtr {

/// Largest config or life table that is read [bytes].
inline constexpr std::uintmax_t max_file_bytes = 8U << 20;

/// Text of a file.
/// @throws ConfigError where it is missing, a folder, no regular file, unreadable, over max_file_bytes or not UTF-8.
std::string read_text_file(const std::string& path);

/// Text from standard input, "standard input" in messages. @throws ConfigError as read_text_file
std::string read_standard_input();

/// The bytes of a file, whatever they are and however many.
/// @throws StorageError naming the file and the system's reason
std::string read_file(const std::filesystem::path& path);

}  // namespace ibtr
