#include "cli/standard_output.hpp"

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "ibtr/error.hpp"

namespace ibtr::cli {

void print_result(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
    throw StorageError("cannot write to standard output: " + std::generic_category().message(errno));
}

}  // namespace ibtr::cli
