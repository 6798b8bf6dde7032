#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "psa/mail.hpp"

namespace ibtr::mpi {

/// The processes that mpirun, srun or the like has started together, seen from one of them.
class Processes {
public:
    /// @return nullptr where this process was started alone
    /// @throws UsageError where it was started with others and this build has no MPI
    static std::unique_ptr<Processes> join();
    virtual ~Processes() = default;

    [[nodiscard]] virtual unsigned rank() const = 0;
    [[nodiscard]] virtual unsigned count() const = 0;
    /// Place of this process among those on the same machine, from 0.
    [[nodiscard]] virtual unsigned place_on_machine() const = 0;
    /// Threads for this process: its affinity mask, shared evenly with the processes of this machine that have the
    /// same one.
    [[nodiscard]] virtual unsigned threads() const = 0;
    [[nodiscard]] virtual psa::Mail& mail() = 0;
    /// Ends the communication, once no process has anything more to say; returns when all have.
    virtual void leave() = 0;
    /// Ends all processes with this exit code.
    [[noreturn]] virtual void abort(int exit_code) = 0;
};

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
