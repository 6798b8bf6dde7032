// Shows that nvcc compiles the core as it stands, and gives the PTX gate a kernel to read.
#include <cstdint>

#include "ibtr/core/address.hpp"
#include "ibtr/core/sojourn.hpp"
#include "ibtr/core/walk.hpp"

namespace {

using namespace ibtr::core;

/// Counts the events of each edge.
struct CountEdges {
    unsigned long long* counts;  // [edges]

    IBTR_HD void operator()(std::uint32_t edge, std::uint32_t) const {
#if defined(__CUDA_ARCH__)
        atomicAdd(counts + edge, 1ULL);
#else
        ++counts[edge];
#endif
    }
};

}  // namespace

__global__ void walk_patients(TablesView tables, PatientBlock block, std::uint32_t patients, unsigned long long* counts,
                              unsigned* overruns) {
    const std::uint32_t patient = blockIdx.x * blockDim.x + threadIdx.x;
    if (patient >= patients) return;
    const float age = draw_age<Lane, false>(tables, 0, block, patient);
    const NodeRecord start = tables.starts[0];
    const auto first = draw_exponentials<Lane>(block, patient, tables.states[start.state].address, 0,
                                               tables.states[start.state].exits);
    if (!walk_patient<WalkKind::continuous>(tables, start, 0, tables.inverse_multipliers, block, patient, age, first,
                                            CountEdges{counts}))
        atomicAdd(overruns, 1U);
}
