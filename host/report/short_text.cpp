#include "report/short_text.hpp"

#include <algorithm>

namespace ibtr {
namespace {

constexpr std::size_t most_characters = 40;

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

}  // namespace

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string shortened(const std::string& text) {
    const std::size_t all = characters(text);
    if (all <= most_characters) return text;
    constexpr std::size_t at_start = most_characters / 2, at_end = most_characters - at_start - 1;
    std::string start, end;
    std::size_t count = 0;
    for (const char c : text) {
        if (starts_character(c)) ++count;
        if (count <= at_start) start += c;
        if (count > all - at_end) end += c;
    }
    return start + "…" + end;
}

}  // namespace ibtr
