#include "base/visible_text.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/csv.hpp"

namespace ibtr {
namespace {

/// The character of a sequence of at most three bytes; 0 for a longer one, of which none is a control character.
unsigned code_point(std::string_view sequence) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    switch (sequence.size()) {
        case 1:
            return byte(0);
        case 2:
            return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
        case 3:
            return (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
        default:
            return 0xFFFD;
    }
}

bool controls(unsigned code) {
    if (code < 0x20) return code != '\n' && code != '\t';
    const auto within = [code](unsigned low, unsigned high) { return code >= low && code <= high; };
    return within(0x7F, 0x9F) || within(0x200E, 0x200F) || within(0x2028, 0x202E) || within(0x2066, 0x2069);
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return 0;
    }
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool outside = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
    return overlong || outside ? 0 : length;
}

std::string visible(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        if (length == 0) {
            fmt::format_to(std::back_inserter(shown), "\\x{:02x}", static_cast<unsigned char>(text.front()));
            text.remove_prefix(1);
            continue;
        }
        const std::string_view sequence = text.substr(0, length);
        const unsigned code = code_point(sequence);
        if (controls(code))
            fmt::format_to(std::back_inserter(shown), "\\u{:04x}", code);
        else
            shown += sequence;
        text.remove_prefix(length);
    }
    return shown;
}

bool is_formula(std::string_view cell) {
    constexpr std::string_view beginnings = "=+-@\t\r";
    return cell.size() > 1 && beginnings.find(cell.front()) != std::string_view::npos && !parse_number(cell);
}

std::string formula_refusal(std::string_view cell) {
    return fmt::format("'{}' begins with '{}': a spreadsheet would compute it", cell, cell.front());
}

}  // namespace ibtr
