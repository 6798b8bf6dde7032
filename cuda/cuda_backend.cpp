#include "backend/cuda_backend.hpp"

#include <cuda_runtime.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "check.hpp"
#include "device_run.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

std::string version_text(int version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

/// Names of the devices; throws where there are none or they cannot be asked.
std::vector<std::string> device_names() {
    int devices = 0, driver = 0, runtime = 0;
    const cudaError_t status = cudaGetDeviceCount(&devices);
    cudaDriverGetVersion(&driver);
    cudaRuntimeGetVersion(&runtime);
    if (status == cudaErrorInsufficientDriver && driver > 0)
        throw BackendError("the driver supports CUDA " + version_text(driver) + ", this build needs " +
                           version_text(runtime) + ": update the driver");
    if (status == cudaErrorNoDevice || (status == cudaErrorInsufficientDriver && driver == 0) || devices == 0)
        throw BackendError("no CUDA device or no driver was found");
    cuda::check(status, "cudaGetDeviceCount", 0);
    std::vector<std::string> names;
    for (int device = 0; device < devices; ++device) {
        cudaDeviceProp properties{};
        cuda::check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties", device);
        names.push_back(std::string(properties.name) + " (sm_" + std::to_string(properties.major) +
                        std::to_string(properties.minor) + ")");
    }
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

class CudaBackend final : public Backend {
public:
    CudaBackend() : names_(device_names()) {}
    [[nodiscard]] std::string name() const override { return "cuda"; }
    [[nodiscard]] std::string description() const override { return joined(names_); }
    [[nodiscard]] unsigned threads() const override { return static_cast<unsigned>(names_.size()); }  // one a device
    Tallies simulate(const Tables& tables, const WorkPlan& plan, const ProgressCallback& progress) override;

private:
    std::vector<std::string> names_;
};

/// Tells the threads of the devices to end when the scope is left.
class StopAtExit {
public:
    explicit StopAtExit(cuda::SharedState& shared) : shared_(shared) {}
    ~StopAtExit() { shared_.stop = true; }
    StopAtExit(const StopAtExit&) = delete;
    StopAtExit& operator=(const StopAtExit&) = delete;

private:
    cuda::SharedState& shared_;
};

Tallies CudaBackend::simulate(const Tables& tables, const WorkPlan& plan, const ProgressCallback& progress) {
    const int devices = static_cast<int>(names_.size());
    cuda::SharedState shared;
    std::vector<std::optional<Tallies>> parts(names_.size());
    std::vector<std::exception_ptr> failures(names_.size());
    std::atomic<int> running{devices};
    const auto drive = [&](int device) {
        const auto place = static_cast<std::size_t>(device);
        try {
            parts[place] = cuda::run_on_device(device, devices, tables, plan, shared);
        } catch (...) {
            failures[place] = std::current_exception();
            shared.stop = true;
        }
        --running;
    };
    // Whatever is thrown below, a thread that cannot be started included, the others are stopped and waited for.
    std::vector<std::jthread> drivers;
    const StopAtExit stop(shared);
    drivers.reserve(names_.size());
    try {
        for (int device = 0; device < devices; ++device) drivers.emplace_back(drive, device);
    } catch (const std::system_error& failure) {
        throw BackendError("no thread for CUDA device " + std::to_string(drivers.size()) + ": " + failure.what());
    }
    const std::uint64_t total = plan.range().end - plan.range().begin;
    bool interrupted = false;
    while (running > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (progress && !progress(shared.women_done, total)) {
            interrupted = true;
            shared.stop = true;
        }
    }
    drivers.clear();  // joins
    for (const std::exception_ptr& failure : failures)
        if (failure) std::rethrow_exception(failure);
    if (interrupted) throw Interrupted("stopped by the user");
    if (shared.visit_limit_exceeded)
        throw UsageError("a woman entered one state more than " + std::to_string(tables.header.visit_limit) +
                         " times: raise visit_limit (at most 255) or lower the hazards of the cycle");
    Tallies whole = std::move(*parts.front());
    for (std::size_t device = 1; device < parts.size(); ++device) whole.add(*parts[device]);
    return whole;
}

}  // namespace

BackendStatus cuda_status() try { return {"cuda", true, joined(device_names())}; } catch (const BackendError& reason) {
    return {"cuda", false, reason.what()};
}

std::unique_ptr<Backend> make_cuda_backend() try {
    return std::make_unique<CudaBackend>();
} catch (const BackendError& reason) {
    throw BackendError(std::string("--backend cuda: ") + reason.what() + "; use auto, omp, tbb or cpp");
}

}  // namespace ibtr
