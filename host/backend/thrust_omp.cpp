#define THRUST_DEVICE_SYSTEM THRUST_DEVICE_SYSTEM_OMP

#include <omp.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/omp/execution_policy.h>

#include "backend/for_each_item.hpp"

namespace ibtr {

void for_each_item_omp(ItemRunner& runner, std::uint64_t first, std::uint64_t count, unsigned threads) {
    const int before = omp_get_max_threads();
    omp_set_num_threads(static_cast<int>(threads));
    thrust::for_each_n(thrust::omp::par, thrust::counting_iterator<std::uint64_t>(first), count, RunItem{&runner});
    omp_set_num_threads(before);
}

}  // namespace ibtr
