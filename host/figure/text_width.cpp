#include "figure/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/text.hpp"
#include "figure/dejavu_sans.hpp"

namespace ibtr::figure {
namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
    bool valid = true;
};

/// The character at the beginning of a text that is not empty.
Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {0xFFFD, 1, false};
    std::uint32_t code = lead & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {0xFFFD, 1, false};
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool legal = code >= least.at(bytes) && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return legal ? Character{code, bytes, true} : Character{0xFFFD, 1, false};
}

double width_of(std::uint32_t code) {
    if (const std::optional<int> known = dejavu_sans::advance(code)) return *known / dejavu_sans::units_per_em;
    const auto within = [code](std::uint32_t low, std::uint32_t high) { return code >= low && code <= high; };
    if (within(0x300, 0x36F) || within(0x200B, 0x200F) || within(0x202A, 0x202E) || within(0x5B0, 0x5C7)) return 0;
    if (within(0x2190, 0x21FF) || within(0x2200, 0x22FF)) return 0.838;
    if (within(0x1100, 0x115F) || within(0x2E80, 0xFFDC) || code > 0xFFFF) return 1;
    return within(0x400, 0x4FF) ? 0.69 : 0.65;
}

std::vector<std::string> characters_of(const std::string& text) {
    std::vector<std::string> all;
    for (std::string_view rest = text; !rest.empty();) {
        const Character c = first_character(rest);
        all.emplace_back(rest.substr(0, c.bytes));
        rest.remove_prefix(c.bytes);
    }
    return all;
}

/// As much of the beginning of a word as fits, at least one character.
std::string head_of(const std::string& word, double width) {
    std::string head;
    double sum = 0;
    for (const std::string& c : characters_of(word)) {
        sum += text_width(c);
        if (sum > width && !head.empty()) break;
        head += c;
    }
    return head;
}

}  // namespace

double text_width(const std::string& text) {
    double width = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const Character c = first_character(rest);
        width += width_of(c.code);
        rest.remove_prefix(c.bytes);
    }
    return width;
}

std::optional<Typeset> typeset(const std::string& text) {
    Typeset set;
    std::uint32_t before = ' ';
    for (std::string_view rest = text; !rest.empty();) {
        const Character c = first_character(rest);
        const std::optional<int> advance = dejavu_sans::advance(c.code);
        if (!advance) return std::nullopt;
        set.width += dejavu_sans::kerning(before, c.code) / dejavu_sans::units_per_em;
        const std::string letter(rest.substr(0, c.bytes));
        const bool joins = before == 'f' && (c.code == 'f' || c.code == 'i' || c.code == 'l');
        if (joins)
            set.letters.back().text += letter;
        else if (c.code != ' ')
            set.letters.push_back({set.width, letter});
        set.width += *advance / dejavu_sans::units_per_em;
        before = c.code;
        rest.remove_prefix(c.bytes);
    }
    return set;
}

std::vector<std::string> wrapped(const std::string& text, double width, std::size_t most_lines) {
    std::vector<std::string> lines{""};
    for (std::string word : split_text(text, ' ')) {
        if (word.empty()) continue;
        const std::string joined = lines.back().empty() ? word : lines.back() + " " + word;
        if (text_width(joined) <= width) {
            lines.back() = joined;
            continue;
        }
        if (!lines.back().empty()) lines.emplace_back();
        while (text_width(word) > width) {
            const std::string head = head_of(word, width);
            lines.back() = head;
            word.erase(0, head.size());
            if (word.empty()) break;
            lines.emplace_back();
        }
        if (!word.empty()) lines.back() = word;
    }
    if (lines.size() > most_lines) {
        lines.resize(most_lines);
        lines.back() = head_of(lines.back() + " ", width - text_width("…")) + "…";
    }
    return lines;
}

std::string cut_in_the_middle(const std::string& text, double width) {
    if (text_width(text) <= width) return text;
    const std::vector<std::string> all = characters_of(text);
    std::string start, end;
    double used = text_width("…");
    for (std::size_t i = 0; i < all.size() / 2; ++i) {
        const std::string &left = all[i], &right = all[all.size() - 1 - i];
        used += text_width(left) + text_width(right);
        if (used > width) break;
        start += left;
        end.insert(0, right);
    }
    return start + "…" + end;
}

std::string printable(const std::string& text) {
    std::string clean;
    for (std::string_view rest = text; !rest.empty();) {
        const Character c = first_character(rest);
        const bool control = c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0) || c.code == 0xFFFE || c.code == 0xFFFF;
        clean += control ? " " : c.valid ? std::string(rest.substr(0, c.bytes)) : "\xEF\xBF\xBD";
        rest.remove_prefix(c.bytes);
    }
    return clean;
}

}  // namespace ibtr::figure
