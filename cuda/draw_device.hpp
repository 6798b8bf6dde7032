#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "device_api.hpp"
#include "draw_launch.hpp"
#include "ibtr/tables.hpp"
#include "job_desk.hpp"
#include "jobs/job_flow.hpp"

namespace ibtr::cuda {

/// One launch of draws, from their tables to their sums. Its memory is kept from launch to launch.
struct DrawSlot {
    DrawSlot(int device, const LaunchBytes& bytes);

    PinnedMemory host_upload, host_results;
    DeviceMemory upload, counters, results;
    Stream stream;
    Event end;
    std::vector<PreparedDraw> draws;  ///< under way
    std::optional<ResultLayout> layout;
    std::atomic<std::size_t> unread{0};  ///< draws whose results wait in host_results
};

/// A device that walks the draws of one analysis: several launches under way, nothing allocated between them.
class DrawDevice {
public:
    /// Desk and flow must outlive this object, as this one what it hands back.
    DrawDevice(int device, JobDesk& desk, JobFlow& flow) : device_(device), desk_(desk), flow_(flow) {}
    /// Waits for kernels that are still running.
    ~DrawDevice();
    DrawDevice(const DrawDevice&) = delete;
    DrawDevice& operator=(const DrawDevice&) = delete;

    /// The device's part, on a thread of its own, until there are no more jobs. Never throws.
    void work() noexcept;

private:
    /// What the first draw tells.
    struct Setting {
        Setting(const PreparedDraw& first, int device);
        DrawPlan plan;
        DeviceSumPlan sums;
        std::size_t draws_a_launch;
        unsigned threads;  ///< of a block of walk_draws
        PlaceOffer counters;
    };
    void begin(const PreparedDraw& first) noexcept;
    bool pass_on();
    bool launch_next();
    void start(DrawSlot& slot);
    void complete_oldest();
    [[nodiscard]] DrawSlot& oldest() { return *slots_[(next_ + slots_.size() - busy_) % slots_.size()]; }
    void fail(std::vector<PreparedDraw>& draws) noexcept;

    int device_;
    JobDesk& desk_;
    JobFlow& flow_;
    std::optional<Setting> setting_;
    std::vector<std::unique_ptr<DrawSlot>> slots_;
    std::size_t next_ = 0, busy_ = 0;  ///< slots are taken in turn
};

}  // namespace ibtr::cuda
