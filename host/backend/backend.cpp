#include "ibtr/backend.hpp"

#include <sched.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "backend/cpu_backend.hpp"
#include "backend/cuda_backend.hpp"

namespace ibtr {
namespace {

/// Tables and plan of the caller, who waits for the result.
class CallersJob final : public Job {
public:
    CallersJob(Input input, std::optional<Tallies>& result) : input_(input), result_(result) {}
    Input prepare() override { return input_; }
    using Job::finish;
    void finish(Tallies tallies) override { result_ = std::move(tallies); }

private:
    Input input_;
    std::optional<Tallies>& result_;
};

}  // namespace

Tallies Backend::simulate(const Tables& tables, const WorkPlan& plan, const ProgressCallback& progress) {
    std::optional<Tallies> result;
    SingleJob job(std::make_unique<CallersJob>(Job::Input{tables, plan}, result));
    simulate(job, progress);
    return std::move(result).value();
}

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
    if (name == "cuda" || (name == "auto" && cuda_status().usable)) return make_cuda_backend(threads);
    return make_cpu_backend(name == "auto" ? "omp" : name, threads, engine::choose_engine());
}

}  // namespace ibtr
