#include "engine/engine.hpp"
#include "engine/one_by_one.hpp"
#include "ibtr/core/lane.hpp"

namespace ibtr::engine {

bool simulate_task_scalar(const Task& task) {
    return simulate_one_by_one<core::Lane>(task);
}

}  // namespace ibtr::engine
