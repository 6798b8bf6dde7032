#define THRUST_DEVICE_SYSTEM THRUST_DEVICE_SYSTEM_OMP

#include <omp.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/omp/execution_policy.h>

#include "backend/on_threads.hpp"

namespace ibtr {

void on_threads_omp(unsigned threads, const std::function<void()>& work) {
    const int before = omp_get_max_threads();
    omp_set_num_threads(static_cast<int>(threads));
    thrust::for_each_n(thrust::omp::par, thrust::counting_iterator<unsigned>(0), threads, [&](unsigned) { work(); });
    omp_set_num_threads(before);
}

}  // namespace ibtr
