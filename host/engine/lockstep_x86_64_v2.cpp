#define IBTR_ISA_NAMESPACE x86_64_v2

#include "engine/engine.hpp"
#include "engine/lockstep.hpp"
#include "engine/vector_lane.hpp"

namespace ibtr::engine {

bool simulate_task_x86_64_v2(const Task& task) {
    return core::Lockstep<core::VectorLane<4>>(task).run();
}

}  // namespace ibtr::engine
