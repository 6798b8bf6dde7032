// The lockstep engine as a compiler makes it that may fuse multiplications and additions (-ffp-contract=fast).
#define IBTR_ISA_NAMESPACE contracted

#include "engine/engine.hpp"
#include "engine/lockstep.hpp"
#include "engine/vector_lane.hpp"

namespace ibtr::test {

bool simulate_task_contracted(const engine::Task& task) {
    return core::Lockstep<core::VectorLane<8>>(task).run();
}

}  // namespace ibtr::test
