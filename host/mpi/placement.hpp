#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ibtr::mpi {

/// Whether a launcher of MPI programs has started this process, possibly with others: judged by the environment, so
/// that a process that was started alone does not pay for MPI.
bool launched();

/// Whether OpenMPI's launcher says that all processes are on this machine.
bool on_one_machine();

/// One device for each process of a machine: the value of CUDA_VISIBLE_DEVICES for the process at `place`. Where there
/// are more processes than devices, some share one.
/// @param visible CUDA_VISIBLE_DEVICES as it is set, if it is
/// @param devices of this machine
/// @return nothing where there is no choice
std::optional<std::string> device_of_process(std::optional<std::string_view> visible, unsigned devices, unsigned place);

/// NVIDIA devices of this machine, as its driver lists them; 0 where there is none.
unsigned count_devices();

/// Leaves this process, at `place` of its machine, the device that is its own, by CUDA_VISIBLE_DEVICES: before any
/// device is looked for.
void take_own_device(unsigned place);

}  // namespace ibtr::mpi
