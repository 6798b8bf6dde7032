#pragma once

#include <string>

#include "cli/program_description.hpp"

namespace ibtr::cli {

/// The help of an option as one paragraph: what is allowed and what it needs too.
std::string help_in_full(const OptionDescription& option);

/// The page of section 1, in the macros `man`.
std::string manual_page(const ProgramDescription& program);

}  // namespace ibtr::cli
