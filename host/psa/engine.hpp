#pragma once

#include <memory>
#include <string>

#include "ibtr/backend.hpp"

namespace ibtr::psa {

/// What simulates draws: on a CPU each on one thread, several at a time; on a device one after another.
struct Engine {
    std::shared_ptr<Backend> backend;
    unsigned threads = 1;  ///< draws at a time
    std::string name, description;
};

/// @param name as make_backend takes it; @param threads 1 or more
/// @throws BackendError, UsageError as make_backend
Engine make_engine(const std::string& name, unsigned threads);

}  // namespace ibtr::psa
