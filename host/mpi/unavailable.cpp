#include "ibtr/error.hpp"
#include "mpi/processes.hpp"

namespace ibtr::mpi {

std::unique_ptr<Processes> Processes::join() {
    if (!launched()) return nullptr;
    throw UsageError(
        "started as one of several processes, but built without MPI: install it (Debian and Ubuntu: "
        "apt-get install libopenmpi-dev openmpi-bin) and build again, or give each process a part of its own with "
        "--shard i/n");
}

}  // namespace ibtr::mpi
