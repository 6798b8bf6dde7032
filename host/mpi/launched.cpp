#include "mpi/launched.hpp"

#include <cstdlib>
#include <string_view>

namespace ibtr::mpi {

bool launched() {
    // Set by OpenMPI's mpirun; by MPICH's mpirun and `srun --mpi=pmi2`: the number of processes.
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
        if (const char* size = std::getenv(name)) return std::string_view(size) != "1";
    return std::getenv("PMIX_RANK") != nullptr;  // `srun --mpi=pmix`
}

bool on_one_machine() {
    const char* all = std::getenv("OMPI_COMM_WORLD_SIZE");
    const char* here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    return all != nullptr && here != nullptr && std::string_view(all) == here;
}

}  // namespace ibtr::mpi
