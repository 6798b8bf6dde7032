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
    // Thrust divides its range in equal parts beforehand; one puller a thread keeps all busy on a shared machine.
    std::atomic<std::uint64_t> next{first};
    thrust::for_each_n(thrust::omp::par, thrust::counting_iterator<std::uint64_t>(0), threads,
                       PullItems{&runner, &next, first + count});
    omp_set_num_threads(before);
}

}  // namespace ibtr
