#pragma once

#include <string>

#include "cli/program_description.hpp"

namespace ibtr::cli {

/// The page of section 1, in the macros `man`.
std::string manual_page(const ProgramDescription& program);

}  // namespace ibtr::cli
