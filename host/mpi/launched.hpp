#pragma once

namespace ibtr::mpi {

/// Whether a launcher of MPI programs has started this process, possibly with others: judged by the environment, so
/// that a process that was started alone does not pay for MPI.
bool launched();

/// Whether OpenMPI's launcher says that all processes are on this machine.
bool on_one_machine();

}  // namespace ibtr::mpi
