#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ibtr {

/// Length of the UTF-8 sequence at the start of `text` (RFC 3629: no surrogates, no overlong forms); 0 if none.
std::size_t utf8_sequence(std::string_view text);

/// A text that does nothing but show: control characters other than line break and tab, and those that turn the
/// direction of writing, become \u001b, bytes that are no UTF-8 \xff. In JSON, which holds none of the first 32, the
/// others are then escaped as JSON escapes them.
std::string visible(std::string_view text);

/// Whether a spreadsheet that opens a table with this cell would compute it: it begins with = + - @, a tab or a
/// carriage return, and is no number.
bool is_formula(std::string_view cell);
/// What is said of a formula where no table may have it; the way out may follow.
std::string formula_refusal(std::string_view cell);

}  // namespace ibtr
