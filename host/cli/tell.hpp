#pragma once

#include <fmt/core.h>

#include <string_view>
#include <utility>

namespace ibtr::cli {

// What is for people goes to standard error. No result depends on it: where it cannot be written it is lost.

/// As it is: parts of a line that is written again and again.
void tell_again(std::string_view text);

/// A line or several, with control characters made visible and a bounded length.
void tell_lines(std::string_view text);

template <class... Args>
void tell(fmt::format_string<Args...> format, Args&&... args) {
    tell_lines(fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace ibtr::cli
