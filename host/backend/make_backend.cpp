#include <sched.h>

#include <algorithm>
#include <thread>

#include "backend/cpu_backend.hpp"
#include "backend/cuda_backend.hpp"
#include "backend/for_each_item.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"

namespace ibtr {

unsigned available_threads() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        return static_cast<unsigned>(std::max(1, CPU_COUNT(&allowed)));
    return std::max(1U, std::thread::hardware_concurrency());
}

std::vector<BackendStatus> backend_status() {
    std::vector<BackendStatus> all;
    all.push_back(cuda_status());
    for (const char* name : {"omp", "tbb", "cpp"}) all.push_back({name, true, make_backend(name, 0)->description()});
    return all;
}

std::unique_ptr<Backend> make_backend(const std::string& name, unsigned threads) {
    if (name == "cuda" || (name == "auto" && cuda_status().usable)) return make_cuda_backend();
    return make_cpu_backend(name == "auto" ? "omp" : name, threads, engine::choose_engine());
}

std::unique_ptr<Backend> make_cpu_backend(const std::string& name, unsigned threads, engine::Choice engine) {
    if (threads == 0) threads = available_threads();
    if (name == "omp") return std::make_unique<CpuBackend>(name, for_each_item_omp, threads, engine);
    if (name == "tbb") return std::make_unique<CpuBackend>(name, for_each_item_tbb, threads, engine);
    if (name == "cpp") return std::make_unique<CpuBackend>(name, for_each_item_cpp, 1, engine);
    throw UsageError("--backend " + name + ": not a backend; use auto, cuda, omp, tbb or cpp");
}

}  // namespace ibtr
