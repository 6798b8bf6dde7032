#define THRUST_DEVICE_SYSTEM THRUST_DEVICE_SYSTEM_OMP

#include <omp.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/omp/execution_policy.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "backend/on_threads.hpp"
#include "ibtr/error.hpp"

namespace ibtr {

namespace {

// libgomp ends the process with exit code 1 where the system refuses a thread; make_cpu_backend has tried beforehand,
// and what was there then may be gone. A flag, for exit handlers get nothing else.
std::atomic<bool> starting_threads{false};

void end_for_want_of_threads() {
    if (starting_threads.load()) ::_exit(static_cast<int>(ExitCode::backend));
}

}  // namespace

void on_threads_omp(unsigned threads, const std::function<void()>& work) {
    static const int registered = std::atexit(end_for_want_of_threads);
    static_cast<void>(registered);
    starting_threads.store(true);
    const int before = omp_get_max_threads();
    omp_set_num_threads(static_cast<int>(threads));
    thrust::for_each_n(thrust::omp::par, thrust::counting_iterator<unsigned>(0), threads, [&](unsigned) {
        if (omp_get_thread_num() == 0) starting_threads.store(false);  // the first works once it has started the others
        work();
    });
    starting_threads.store(false);
    omp_set_num_threads(before);
}

}  // namespace ibtr
