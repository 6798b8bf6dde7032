#define THRUST_DEVICE_SYSTEM THRUST_DEVICE_SYSTEM_TBB

#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/tbb/execution_policy.h>

#include "backend/on_threads.hpp"

namespace ibtr {

void on_threads_tbb(unsigned threads, const std::function<void()>& work) {
    // An arena alone never gets more threads than the machine has.
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] {
        thrust::for_each_n(thrust::tbb::par, thrust::counting_iterator<unsigned>(0), threads,
                           [&](unsigned) { work(); });
    });
}

}  // namespace ibtr
