#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr {

/// Called now and then from the simulating thread with the women done so far (each counts once, whatever
/// the number of strategies). Returning false stops the simulation with Interrupted.
using ProgressCallback = std::function<bool(std::uint64_t women_done, std::uint64_t women_total)>;

/// Something that can walk patients. Every backend returns the same integers.
class Backend {
public:
    virtual ~Backend() = default;
    [[nodiscard]] virtual std::string name() const = 0;         ///< "omp", "tbb", "cpp", "cuda"
    [[nodiscard]] virtual std::string description() const = 0;  ///< threads, instruction set or device
    [[nodiscard]] virtual unsigned threads() const = 0;         ///< of the CPU that are at work
    /// @throws UsageError where a woman exceeds the visit limit, BackendError where the device fails.
    virtual Tallies simulate(const Tables& tables, const WorkPlan& plan, const ProgressCallback& progress) = 0;
};

/// Threads allowed by the CPU affinity mask of this process.
unsigned available_threads();

struct BackendStatus {
    std::string name;
    bool usable = false;
    std::string detail;  ///< device or threads where usable, else the reason why not
};
std::vector<BackendStatus> backend_status();

/// @param name auto | cuda | omp | tbb | cpp; @param threads 0: all that the affinity mask allows
/// @throws BackendError where the named backend is not usable, with the reason.
std::unique_ptr<Backend> make_backend(const std::string& name, unsigned threads);

}  // namespace ibtr
