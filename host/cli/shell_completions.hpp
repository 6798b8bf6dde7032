#pragma once

#include <string>

#include "cli/program_description.hpp"

namespace ibtr::cli {

/// What a shell reads to complete commands, options, their words, files and folders.
std::string bash_completions(const ProgramDescription& program);
std::string zsh_completions(const ProgramDescription& program);
std::string fish_completions(const ProgramDescription& program);

}  // namespace ibtr::cli
