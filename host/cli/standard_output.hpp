#pragma once

#include <string_view>

namespace ibtr::cli {

/// Writes results to standard output, all of them.
/// @throws StorageError where they cannot be written (a full disk; a closed pipe ends the process as usual).
void print_result(std::string_view text);

}  // namespace ibtr::cli
