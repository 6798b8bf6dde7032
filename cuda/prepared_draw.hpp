#pragma once

#include <cstdint>
#include <vector>

#include "draw_kernels.hpp"
#include "ibtr/job.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr::cuda {

/// A job whose tables are compiled and whose women are cut into work items; only the device's part is left to do.
struct PreparedDraw {
    /// @throws what the job's prepare() throws
    explicit PreparedDraw(JobFlow::Pulled taken);

    JobFlow::Pulled pulled;
    Job::Input input;
    std::uint64_t women;
    std::vector<DrawItem> items;       ///< with strata and groups of this draw alone
    std::vector<std::uint64_t> group;  ///< women by batch * cells + cell
};

/// Whether a device can sum such a job: its job asks for sums, and no counter of its kernel overflows.
bool can_be_summed(const Job::Input& input);

/// Most events of one kind that a woman can have.
std::uint64_t events_a_woman(const core::TablesHeader& header);

}  // namespace ibtr::cuda
