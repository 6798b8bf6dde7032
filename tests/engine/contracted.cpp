// The lockstep engine and the loops over rows as a compiler makes them that may fuse multiplications and additions
// (-ffp-contract=fast).
#define IBTR_ISA_NAMESPACE contracted

#include "engine/engine.hpp"
#include "engine/lockstep.hpp"
#include "engine/row_kernels.hpp"
#include "engine/row_loops.hpp"
#include "engine/vector_lane.hpp"

namespace ibtr::test {

bool simulate_task_contracted(const engine::Task& task) {
    return core::Lockstep<core::VectorLane<8>>(task).run();
}

const engine::RowKernels& row_kernels_contracted() {
    return engine::row_loops<4>;
}

}  // namespace ibtr::test
