#include <cstdlib>
#include <string>

#include "engine/engine.hpp"
#include "ibtr/error.hpp"

namespace ibtr::engine {
namespace {

struct Engine {
    Choice choice;
    bool runs_here;
};

}  // namespace

Choice choose_engine() {
    // Fastest first. v3 and v4 are the x86-64 micro-architecture levels of the psABI.
    const Engine engines[] = {
#if defined(__x86_64__)
        {{"v4", simulate_task_x86_64_v4},
         __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")},
        {{"v3", simulate_task_x86_64_v3}, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")},
#endif
        {{"baseline", simulate_task_baseline}, true},
        {{"scalar", simulate_task_scalar}, true},
    };
    const char* wanted = std::getenv("IBTR_ISA");
    for (const Engine& engine : engines) {
        if (wanted == nullptr || *wanted == '\0') {
            if (engine.runs_here) return engine.choice;
        } else if (std::string(wanted) == engine.choice.name) {
            if (!engine.runs_here)
                throw BackendError("IBTR_ISA=" + std::string(wanted) + ": this processor lacks that instruction set");
            return engine.choice;
        }
    }
    throw BackendError("IBTR_ISA=" + std::string(wanted) + " is not an engine of this build; use v4, v3, baseline or scalar");
}

}  // namespace ibtr::engine
