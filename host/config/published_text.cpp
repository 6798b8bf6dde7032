#include "config/published_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

#include "base/csv.hpp"

namespace ibtr::config {
namespace {

void replace_all(std::string& text, std::string_view find, std::string_view replacement) {
    for (std::size_t at = text.find(find); at != std::string::npos; at = text.find(find, at + replacement.size()))
        text.replace(at, find.size(), replacement);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Whether separators of this kind stand where those of thousands do: "1,234", "12.345.678".
bool separates_thousands(std::string_view text, char separator) {
    const std::size_t first = text.find(separator);
    if (first == 0 || first > 3 || text.front() == '0') return false;
    for (std::size_t at = first; at < text.size(); at += 4) {
        const std::string_view group = text.substr(at + 1, 3);
        if (text[at] != separator || group.size() < 3 || !std::all_of(group.begin(), group.end(), is_digit))
            return false;
    }
    return true;
}

/// Takes a whole number off the front.
std::optional<int> take_whole(std::string_view& text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || text.empty() || !is_digit(text.front())) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

/// An age in the few signs that decide: no spaces, no words but "<", "+" and "-".
std::string in_signs(std::string_view text) {
    std::string signs = in_lower_case(text);
    // No-break space, thin space, en dash, em dash, minus, no-break hyphen.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 20> words{
        {{"\xC2\xA0", " "},     {"\xE2\x80\x89", " "}, {"\xE2\x80\x93", "-"}, {"\xE2\x80\x94", "-"},
         {"\xE2\x88\x92", "-"}, {"\xE2\x80\x91", "-"}, {"years", ""},         {"year", ""},
         {"yrs", ""},           {"and over", "+"},     {"and older", "+"},    {"and above", "+"},
         {"or more", "+"},      {"or over", "+"},      {"or older", "+"},     {"plus", "+"},
         {"less than", "<"},    {"under", "<"},        {"to", "-"},           {" ", ""}}};
    for (const auto& [word, sign] : words) replace_all(signs, word, sign);
    return signs;
}

}  // namespace

std::optional<double> published_number(std::string_view text, bool may_be_large) {
    std::string digits(text);
    for (const std::string_view space : {"\xC2\xA0", "\xE2\x80\x89", "\xE2\x80\xAF", " ", "'"})
        replace_all(digits, space, "");
    const std::size_t comma = digits.rfind(','), point = digits.rfind('.');
    constexpr std::size_t none = std::string::npos;
    if (comma != none && point != none) {
        // The later one separates the decimals, the other one thousands.
        replace_all(digits, comma < point ? "," : ".", "");
    } else if (comma != none && (may_be_large || digits.find(',') != comma) && separates_thousands(digits, ',')) {
        replace_all(digits, ",", "");
    } else if (point != none && digits.find('.') != point && separates_thousands(digits, '.')) {
        replace_all(digits, ".", "");
    }
    replace_all(digits, ",", ".");
    return parse_number(digits);
}

std::optional<AgeLabel> age_label(std::string_view text) {
    const std::string signs = in_signs(text);
    std::string_view rest = signs;
    constexpr int oldest = 150;
    if (rest.starts_with('<')) {
        rest.remove_prefix(1);
        const auto end = take_whole(rest);
        if (!end || *end < 1 || *end > oldest || !rest.empty()) return std::nullopt;
        return AgeLabel{AgeLabel::Kind::range, 0, *end};
    }
    const auto first = take_whole(rest);
    if (!first || *first > oldest) return std::nullopt;
    if (rest.empty() || rest == ".0") return AgeLabel{AgeLabel::Kind::single, *first, *first};
    if (rest == "+") return AgeLabel{AgeLabel::Kind::open, *first, *first};
    if (!rest.starts_with('-')) return std::nullopt;
    rest.remove_prefix(1);
    const auto last = take_whole(rest);
    if (!last || *last < *first || *last > oldest || !rest.empty()) return std::nullopt;
    return AgeLabel{AgeLabel::Kind::range, *first, *last};
}

std::string in_lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

}  // namespace ibtr::config
