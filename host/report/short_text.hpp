#pragma once

#include <cstddef>
#include <string>

namespace ibtr {

/// Number of characters of a UTF-8 text.
std::size_t characters(const std::string& text);

/// Shortens a UTF-8 text to whole characters, forty of them, in the middle: names that belong together often begin
/// alike and differ at the end. An ellipsis marks the cut.
std::string shortened(const std::string& text);

}  // namespace ibtr
