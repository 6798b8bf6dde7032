#define THRUST_DEVICE_SYSTEM THRUST_DEVICE_SYSTEM_CPP

#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/cpp/execution_policy.h>

#include "backend/on_threads.hpp"

namespace ibtr {

void on_threads_cpp(unsigned /*threads*/, const std::function<void()>& work) {
    thrust::for_each_n(thrust::cpp::par, thrust::counting_iterator<unsigned>(0), 1U, [&](unsigned) { work(); });
}

}  // namespace ibtr
