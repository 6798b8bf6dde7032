#include "config/key_depth.hpp"

#include <algorithm>

namespace ibtr::config {
namespace {

/// Length of a string of TOML at the start of the text; of the rest where it never ends.
std::size_t string_length(std::string_view text) {
    const char quote = text.front();
    const bool escapes = quote == '"';
    const bool of_lines = text.size() >= 3 && text[1] == quote && text[2] == quote;
    const std::size_t quotes = of_lines ? 3 : 1;
    for (std::size_t i = quotes; i < text.size(); ++i) {
        if (escapes && text[i] == '\\')
            ++i;
        else if (!of_lines && text[i] == '\n')
            return i;
        else if (text[i] == quote && (!of_lines || text.substr(i, 3) == std::string_view(text.data(), 3)))
            return i + quotes;
    }
    return text.size();
}

bool goes_on_a_key(char c) {
    return c == ' ' || c == '\t' || c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

}  // namespace

std::optional<int> line_of_deep_key(std::string_view text) {
    std::size_t dots = 0;
    int line = 1;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '"' || c == '\'') {
            const std::string_view quoted = text.substr(i, string_length(text.substr(i)));
            line += static_cast<int>(std::count(quoted.begin(), quoted.end(), '\n'));
            i += quoted.size();
            continue;
        }
        if (c == '#') {
            i = std::min(text.find('\n', i), text.size());
            continue;
        }
        if (c == '.') {
            if (++dots >= deepest_key) return line;
        } else if (!goes_on_a_key(c)) {
            dots = 0;
        }
        if (c == '\n') ++line;
        ++i;
    }
    return std::nullopt;
}

}  // namespace ibtr::config
