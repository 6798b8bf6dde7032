#pragma once

#include <memory>

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

}  // namespace ibtr::mpi
