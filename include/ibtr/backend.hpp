#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ibtr/job.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// Something that can walk patients. Every backend returns the same integers.
class Backend {
public:
    virtual ~Backend() = default;
    [[nodiscard]] virtual std::string name() const = 0;         ///< "omp", "tbb", "cpp", "cuda"
    [[nodiscard]] virtual std::string description() const = 0;  ///< threads, instruction set or device
    [[nodiscard]] virtual unsigned threads() const = 0;         ///< of the CPU that are at work

    /// Simulates all jobs of a source, several at a time; results are handed over as they finish, in any order. No
    /// thread holds more than one job. May be called from several threads at once.
    ///
    /// What a job or the source throws ends the simulation: jobs handed out before that one are finished, no later one
    /// is begun, and of several failures that of the earliest job is rethrown, which is the same for any number of
    /// threads.
    /// @throws UsageError where a woman exceeds the visit limit, BackendError where the device or memory fails,
    /// Interrupted where `progress` says so: jobs that are under way are then given up.
    virtual void simulate(JobSource& jobs, const ProgressCallback& progress) = 0;

    /// One job: all threads walk its women together.
    Tallies simulate(const Tables& tables, const WorkPlan& plan, const ProgressCallback& progress);
};

/// Threads allowed by the CPU affinity mask of this process.
unsigned available_threads();

struct BackendStatus {
    std::string name;
    bool usable = false;
    std::string detail;  ///< device or threads where usable, else the reason why not
};
std::vector<BackendStatus> backend_status();

/// @param name auto | cuda | omp | tbb | cpp; @param threads 0: all that the affinity mask allows. A device walks the
/// women of one job after another; these threads then prepare and finish jobs beside it.
/// @throws BackendError where the named backend is not usable, with the reason.
std::unique_ptr<Backend> make_backend(const std::string& name, unsigned threads);

}  // namespace ibtr
