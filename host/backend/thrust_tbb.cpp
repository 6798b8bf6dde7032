#define THRUST_DEVICE_SYSTEM THRUST_DEVICE_SYSTEM_TBB

#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/tbb/execution_policy.h>

#include "backend/for_each_item.hpp"

namespace ibtr {

void for_each_item_tbb(ItemRunner& runner, std::uint64_t first, std::uint64_t count, unsigned threads) {
    // An arena alone never gets more threads than the machine has.
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] {
        thrust::for_each_n(thrust::tbb::par, thrust::counting_iterator<std::uint64_t>(first), count, RunItem{&runner});
    });
}

}  // namespace ibtr
