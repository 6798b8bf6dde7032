#define THRUST_DEVICE_SYSTEM THRUST_DEVICE_SYSTEM_CPP

#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/cpp/execution_policy.h>

#include "backend/for_each_item.hpp"

namespace ibtr {

void for_each_item_cpp(ItemRunner& runner, std::uint64_t first, std::uint64_t count, unsigned /*threads*/) {
    thrust::for_each_n(thrust::cpp::par, thrust::counting_iterator<std::uint64_t>(first), count, RunItem{&runner});
}

}  // namespace ibtr
