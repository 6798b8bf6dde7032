#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/contestants.hpp"

namespace ibtr::bench {

/// Where this program lies; the build puts that of the plain baselines beside it.
/// @throws UsageError where /proc does not tell
std::filesystem::path folder_of_this_program();

/// What there is to be compared with, or why there is nothing.
struct PlainBaselines {
    std::vector<Contestant> contestants;
    std::string missing;  ///< empty where the program answers
};

/// The plain programs of tests/bench on the benchmark model. They are compiled for the machine that built them, so they
/// are a program of their own: code for one processor must not be linked into `ibtr`. Each run is a child process
/// that reports its own time.
PlainBaselines plain_baselines(const std::filesystem::path& program, unsigned threads);

}  // namespace ibtr::bench
