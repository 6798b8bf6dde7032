#include "backend/cuda_backend.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "device_api.hpp"
#include "device_run.hpp"
#include "device_session.hpp"
#include "draw_device.hpp"
#include "ibtr/error.hpp"
#include "ibtr/sums.hpp"
#include "job_desk.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr {
namespace {

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// All devices, which share the items of one job after another.
class Devices {
public:
    Devices(int count, JobFlow& flow) : count_(count), flow_(flow) {}

    /// Walks a job, the first device on the calling thread; waits while another thread does.
    /// @return nothing where the job is no longer wanted
    std::optional<Tallies> walk(const Job::Input& input, std::uint64_t number) {
        const std::scoped_lock turn(turn_);
        for (int device = static_cast<int>(sessions_.size()); device < count_; ++device) {
            cuda::use_device(device);
            sessions_.push_back(std::make_unique<cuda::DeviceSession>(device));
        }
        std::vector<std::optional<Tallies>> parts(sessions_.size());
        const auto drive = [&](std::size_t device) noexcept {
            try {
                cuda::use_device(static_cast<int>(device));
                const cuda::Share share{device, sessions_.size()};
                if (flow_.wanted(number))
                    parts[device] = run_on_device(*sessions_[device], input, share, flow_, number);
            } catch (...) {
                flow_.fail(number);
            }
        };
        {
            std::vector<std::jthread> others;
            for (std::size_t device = 1; device < sessions_.size(); ++device) others.push_back(start(drive, device));
            drive(0);
        }
        if (!flow_.wanted(number)) return std::nullopt;
        for (std::size_t device = 1; device < parts.size(); ++device) parts.front()->add(*parts[device]);
        return std::move(parts.front());
    }

private:
    template <class Drive>
    static std::jthread start(const Drive& drive, std::size_t device) try {
        return std::jthread(drive, device);
    } catch (const std::system_error& failure) {
        throw BackendError("no thread for CUDA device " + std::to_string(device) + ": " + failure.what());
    }

    int count_;
    JobFlow& flow_;
    std::vector<std::unique_ptr<cuda::DeviceSession>> sessions_;  ///< made when first needed
    std::mutex turn_;
};

class CudaBackend final : public Backend {
public:
    explicit CudaBackend(unsigned threads) : names_(cuda::device_names()), host_threads_(threads) {}
    [[nodiscard]] std::string name() const override { return "cuda"; }
    [[nodiscard]] std::string description() const override { return joined(names_); }
    [[nodiscard]] unsigned threads() const override { return static_cast<unsigned>(names_.size()); }  // one a device
    using Backend::simulate;

    void simulate(JobSource& jobs, const ProgressCallback& progress) override {
        JobFlow flow(jobs, progress);
        const int count = static_cast<int>(names_.size());
        Devices together(count, flow);
        const auto walk_alone = [&](const cuda::PreparedDraw& draw) { finish(draw, together); };
        const unsigned host_threads = std::max(2U, host_threads_);
        cuda::JobDesk desk(flow, walk_alone, host_threads);
        std::vector<std::unique_ptr<cuda::DrawDevice>> devices;
        for (int device = 0; device < count; ++device)
            devices.push_back(std::make_unique<cuda::DrawDevice>(device, desk, flow));
        {
            std::vector<std::jthread> others;
            try {
                for (auto& device : devices) others.emplace_back([&device] { device->work(); });
                for (unsigned t = 1; t < host_threads; ++t) others.emplace_back([&desk] { desk.work(); });
            } catch (const std::system_error& failure) {
                desk.close();
                throw BackendError(std::string("no threads for CUDA devices: ") + failure.what());
            }
            desk.work();
        }
        flow.close();
    }

private:
    /// Walks a job on all devices together and finishes it.
    static void finish(const cuda::PreparedDraw& draw, Devices& devices) {
        std::optional<Tallies> tallies = devices.walk(draw.input, draw.pulled.number);
        if (!tallies) return;
        Job& job = *draw.pulled.job;
        if (draw.input.sums != nullptr)
            job.finish(sums_of(*draw.input.sums, *tallies));
        else
            job.finish(*std::move(tallies));
    }

    std::vector<std::string> names_;
    unsigned host_threads_;
};

}  // namespace

BackendStatus cuda_status() try {
    return {"cuda", true, joined(cuda::device_names())};
} catch (const BackendError& reason) {
    return {"cuda", false, reason.what()};
}

std::unique_ptr<Backend> make_cuda_backend(unsigned threads) try {
    return std::make_unique<CudaBackend>(threads > 0 ? threads : available_threads());
} catch (const BackendError& reason) {
    throw BackendError(std::string("--backend cuda: ") + reason.what() + "; use auto, omp, tbb or cpp");
}

}  // namespace ibtr
