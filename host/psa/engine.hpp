#pragma once

#include <string>

#include "psa/draw_simulator.hpp"

namespace ibtr::psa {

/// What simulates a draw: on a CPU each on one thread, several at a time; on a device one after another.
struct Engine {
    Simulate simulate;
    unsigned threads = 1;
    std::string name, description;
};

/// @param backend as make_backend takes it; @param threads 1 or more
/// @throws BackendError, UsageError as make_backend
Engine make_engine(const std::string& backend, unsigned threads);

}  // namespace ibtr::psa
