#pragma once

#include <string>

#include "cli/options.hpp"
#include "psa/draw_simulator.hpp"

namespace ibtr::cli {

/// What simulates a draw: on a CPU each on one thread, several at a time; on a device one after another.
struct PsaEngine {
    psa::Simulate simulate;
    unsigned threads = 1;
    std::string name, description;
};

/// @param default_threads where the options give none
/// @throws BackendError, UsageError as make_backend
PsaEngine make_psa_engine(const BackendOptions& options, unsigned default_threads);

}  // namespace ibtr::cli
