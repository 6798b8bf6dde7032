#include "evidence/evidence_id.hpp"

#include <algorithm>
#include <cctype>

namespace ibtr {
namespace {

constexpr std::size_t id_length = 6;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
/// E, digits, a hyphen, digits: an id, or a slip of the pen in one.
bool resembles_id(std::string_view word) {
    const std::size_t hyphen = word.find('-');
    if (hyphen == std::string_view::npos || hyphen < 2 || word[0] != 'E' || hyphen + 1 == word.size()) return false;
    const std::string_view before = word.substr(1, hyphen - 1), after = word.substr(hyphen + 1);
    return std::all_of(before.begin(), before.end(), is_digit) && std::all_of(after.begin(), after.end(), is_digit);
}

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

}  // namespace

bool is_evidence_id(std::string_view text) {
    return text.size() == id_length && text[0] == 'E' && is_digit(text[1]) && is_digit(text[2]) && text[3] == '-' &&
           is_digit(text[4]) && is_digit(text[5]);
}

std::vector<std::string> evidence_ids_in(std::string_view text) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_word(text[end])) ++end;
        if (const std::string_view word = text.substr(i, end - i); resembles_id(word)) ids.emplace_back(word);
        i = end + 1;
    }
    return ids;
}

}  // namespace ibtr
