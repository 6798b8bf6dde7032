#include "backend/cpu_backend.hpp"

#include <utility>

#include "backend/crew.hpp"
#include "ibtr/error.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr {

CpuBackend::CpuBackend(std::string name, OnThreads on_threads, unsigned threads, engine::Choice engine)
    : name_(std::move(name)), on_threads_(on_threads), threads_(threads), engine_(engine) {}

std::string CpuBackend::description() const {
    return std::to_string(threads_) + (threads_ == 1 ? " thread" : " threads") + ", instruction set " + engine_.name;
}

void CpuBackend::simulate(JobSource& jobs, const ProgressCallback& progress) {
    JobFlow flow(jobs, progress);
    Crew crew(flow, engine_.simulate, pool_);
    on_threads_(threads_, [&] { crew.work(); });
    flow.close();
}

std::unique_ptr<Backend> make_cpu_backend(const std::string& name, unsigned threads, engine::Choice engine) {
    if (threads == 0) threads = available_threads();
    if (name == "omp") return std::make_unique<CpuBackend>(name, on_threads_omp, threads, engine);
    if (name == "tbb") return std::make_unique<CpuBackend>(name, on_threads_tbb, threads, engine);
    if (name == "cpp") return std::make_unique<CpuBackend>(name, on_threads_cpp, 1, engine);
    throw UsageError("--backend " + name + ": not a backend; use auto, cuda, omp, tbb or cpp");
}

}  // namespace ibtr
