#include "engine/choose.hpp"

#include <cstdlib>
#include <string>

#include "ibtr/error.hpp"

namespace ibtr::engine {

std::vector<UsableEngine> usable_engines() {
    std::vector<UsableEngine> engines;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        engines.push_back({"v4", simulate_task_x86_64_v4, row_kernels_x86_64_v4});
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        engines.push_back({"v3", simulate_task_x86_64_v3, row_kernels_x86_64_v3});
    if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"))
        engines.push_back({"v2", simulate_task_x86_64_v2, row_kernels_x86_64_v2});
#endif
    engines.push_back({"baseline", simulate_task_baseline, row_kernels_baseline});
    engines.push_back({"scalar", simulate_task_scalar, row_kernels_baseline});
    return engines;
}

UsableEngine choose_engine() {
    const std::vector<UsableEngine> engines = usable_engines();
    const char* wanted = std::getenv("IBTR_ISA");
    if (wanted == nullptr || *wanted == '\0') return engines.front();
    std::string names;
    for (const UsableEngine& engine : engines) {
        if (std::string(wanted) == engine.name) return engine;
        names += std::string(names.empty() ? "" : ", ") + engine.name;
    }
    throw BackendError("IBTR_ISA=" + std::string(wanted) + ": this processor and build can run " + names);
}

const RowKernels& row_kernels() {
    static const RowKernels& kernels = choose_engine().rows();
    return kernels;
}

}  // namespace ibtr::engine
