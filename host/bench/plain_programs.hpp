#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/contestants.hpp"

namespace ibtr::bench {

/// Where the build puts the program of the plain baselines: beside this one.
std::filesystem::path plain_program_beside_this();

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
