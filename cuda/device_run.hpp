#pragma once

#include <cstdint>

#include "device_session.hpp"
#include "ibtr/job.hpp"
#include "ibtr/tallies.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr::cuda {

/// Which of a job's work items one device walks: every `devices`-th, beginning with number `first`.
struct Share {
    std::uint64_t first, devices;
};

/// Walks a device's share of a job. Ends early where the flow no longer wants the job.
/// @param session of the device in use
/// @return this device's share of the tallies (counts, offsets and batch rows; `patients` too)
/// @throws BackendError naming the failing call, UsageError where a woman exceeds the visit limit
Tallies run_on_device(DeviceSession& session, const Job::Input& input, Share share, JobFlow& flow,
                      std::uint64_t job_number);

}  // namespace ibtr::cuda
