#include "cli/tell.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>

#include "base/visible_text.hpp"

namespace ibtr::cli {
namespace {

/// More than anybody reads: a config can be wrong in a million places.
constexpr std::size_t most_bytes = 1 << 16;

}  // namespace

void tell_again(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void tell_lines(std::string_view text) {
    std::string shown = visible(text.substr(0, most_bytes));
    if (text.size() > most_bytes) shown += fmt::format("\n... and {} more bytes", text.size() - most_bytes);
    tell_again(shown + '\n');
}

}  // namespace ibtr::cli
