#include "base/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "base/visible_text.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

std::optional<int> first_line_not_utf8(std::string_view text) {
    int line = 1;
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        if (length == 0) return line;
        if (text.front() == '\n') ++line;
        text.remove_prefix(length);
    }
    return std::nullopt;
}

/// As many bytes as a file is said to have, or fewer where it has become shorter.
std::string read_bytes(const std::filesystem::path& path, std::uintmax_t bytes, std::error_code& error) {
    std::ifstream stream(path, std::ios::binary);
    std::string content(bytes, '\0');
    if (stream) stream.read(content.data(), static_cast<std::streamsize>(bytes));
    if (!stream.is_open() || stream.bad()) error = std::error_code(errno, std::generic_category());
    content.resize(static_cast<std::size_t>(stream.gcount()));
    return content;
}

[[noreturn]] void refuse(const std::string& path, const std::string& message, int line = 0) {
    throw ConfigError({{path, line, "", message}});
}

}  // namespace

std::string read_text_file(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) refuse(path, "no such file");
    if (error) refuse(path, "cannot be read: " + error.message());
    if (fs::is_directory(status)) refuse(path, "is a folder; give the file in it");
    if (!fs::is_regular_file(status)) refuse(path, "is not a regular file");
    const std::uintmax_t bytes = fs::file_size(path, error);
    if (error) refuse(path, "cannot be read: " + error.message());
    if (bytes > max_file_bytes) {
        refuse(path, "has " + std::to_string(bytes) + " bytes; at most " + std::to_string(max_file_bytes) +
                         " (8 MiB) are read: is this the right file?");
    }
    const std::string text = read_bytes(path, bytes, error);
    if (error) refuse(path, "cannot be read: " + error.message());
    if (const auto line = first_line_not_utf8(text)) refuse(path, "is not UTF-8 text", *line);
    return text;
}

std::string read_standard_input() {
    const std::string name = "standard input";
    std::string text;
    std::array<char, 1U << 16> block;
    while (const std::size_t bytes = std::fread(block.data(), 1, block.size(), stdin)) {
        text.append(block.data(), bytes);
        if (text.size() > max_file_bytes) refuse(name, "has more than the 8 MiB that are read");
    }
    if (std::ferror(stdin) != 0) refuse(name, "cannot be read: " + std::generic_category().message(errno));
    if (const auto line = first_line_not_utf8(text)) refuse(name, "is not UTF-8 text", *line);
    return text;
}

std::string read_file(const std::filesystem::path& path) {
    constexpr std::uintmax_t most = std::uintmax_t{4} << 30;
    std::error_code error;
    const std::uintmax_t bytes = std::filesystem::file_size(path, error);  // an error of pipes and devices
    if (!error && bytes > most)
        throw StorageError("cannot read " + path.string() + ": has " + std::to_string(bytes) +
                           " bytes, more than any file that ibtr writes and reads");
    std::string content;
    if (!error) content = read_bytes(path, bytes, error);
    if (error) throw StorageError("cannot read " + path.string() + ": " + error.message());
    return content;
}

}  // namespace ibtr
