#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ibtr/error.hpp"

/// What the fuzz targets share: what they are given, what they may be answered, and how they say that a law is broken.
namespace ibtr::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// A law of the target. One that does not hold ends the program, and the fuzzer keeps the input.
inline void require(bool holds, const char* law) {
    if (holds) return;
    std::fprintf(stderr, "broken law: %s\n", law);
    std::abort();
}

/// Does something that hostile input may make impossible: it is done, or refused in the project's own words. Anything
/// else that is thrown passes through, and ends the program.
/// @return whether it was done
template <class Action>
bool accepted(Action&& action) {
    try {
        std::forward<Action>(action)();
        return true;
    } catch (const Error& error) {
        require(error.code() != ExitCode::internal, "no input is the program's own fault");
        return false;
    }
}

/// The first line, which is then taken off.
inline std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

/// Texts between lines that begin with `mark`; what follows the mark on its line is the name of the text after it.
inline std::vector<std::pair<std::string, std::string>> sections_of(std::string_view rest, std::string_view mark) {
    std::vector<std::pair<std::string, std::string>> sections;
    while (!rest.empty()) {
        const std::string_view whole = rest;
        const std::string_view line = take_line(rest);
        if (line.starts_with(mark))
            sections.emplace_back(line.substr(mark.size()), "");
        else if (!sections.empty())
            sections.back().second += whole.substr(0, whole.size() - rest.size());
    }
    return sections;
}

/// A folder in memory, where the system has such, for readers that take paths.
class ScratchFolder {
public:
    ScratchFolder() {
        const char* wanted = std::getenv("TMPDIR");
        const bool in_memory = wanted == nullptr && std::filesystem::is_directory("/dev/shm");
        std::string pattern = in_memory ? "/dev/shm" : std::filesystem::temp_directory_path().string();
        pattern += "/ibtr-fuzz-XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, std::string_view content) const {
        std::filesystem::path file = path_ / name;
        std::ofstream(file, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
        return file;
    }

private:
    std::filesystem::path path_;
};

}  // namespace ibtr::fuzz
