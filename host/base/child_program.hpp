#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ibtr::bench {

/// Runs a program, without a shell, to its end. @return what it wrote to its standard output
/// @throws BackendError where it cannot be started, fails or is killed
std::string output_of(const std::filesystem::path& program, const std::vector<std::string>& arguments);

}  // namespace ibtr::bench
