#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "device_api.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "kernel.hpp"

namespace ibtr::cuda {

inline constexpr std::size_t max_items_per_launch = 1U << 16;

/// A copy of compiled tables in device memory, of one job after another.
class DeviceTables {
public:
    explicit DeviceTables(int device);
    void assign(const Tables& tables);
    [[nodiscard]] core::TablesView view() const;

private:
    core::TablesHeader header_{};
    DeviceArray<core::StateRecord> states_;
    DeviceArray<core::ExitRecord> exits_;
    DeviceArray<core::NodeRecord> nodes_;
    DeviceArray<std::uint32_t> edge_to_;
    DeviceArray<core::NodeRecord> starts_;
    DeviceArray<core::TableRef> exit_tables_, age_tables_;
    DeviceArray<float> inverse_multipliers_, pool_;
};

/// Tallies of a piece's batches.
struct BatchRows {
    BatchRows(std::size_t size, int device) : counts(device, size), offsets(device, size) {}
    DeviceArray<Counter> counts, offsets;
};

/// Tallies of one shape in device memory: all of the sums over batches, and batches in pieces that fit the memory that
/// is free.
struct TallyRoom {
    /// @throws BackendError where the device has not memory enough
    TallyRoom(const TallyShape& shape, int device);

    TallyShape shape;
    std::size_t batches_a_piece = 0;
    DeviceArray<Counter> counts, offsets;
    std::vector<std::unique_ptr<BatchRows>> rows;  ///< of two, one is downloaded while kernels fill the other
    DeviceArray<std::uint32_t> interval_of_bin, interval_begin;
};

/// One of two sets of buffers: while the kernel reads one, the host fills and uploads the other.
struct Slot {
    explicit Slot(int device)
        : host_items(device, max_items_per_launch * sizeof(DeviceItem)),
          items(device, max_items_per_launch),
          stream(device),
          begin(device),
          end(device) {}

    PinnedMemory host_items;
    DeviceArray<DeviceItem> items;
    Stream stream;
    Event begin, end;
    bool busy = false;
    std::size_t item_count = 0;
    std::uint64_t women = 0;
};

/// What a device keeps from job to job: nothing is allocated for a job whose sizes are those of the one before.
class DeviceSession {
public:
    /// For the device in use.
    explicit DeviceSession(int device);

    [[nodiscard]] int device() const { return device_; }
    /// Waits for kernels that a job which failed has left running.
    void settle();
    [[nodiscard]] Slot& slot(std::size_t launch) { return launch % 2 == 0 ? even_ : odd_; }
    [[nodiscard]] DeviceTables& tables() { return tables_; }
    [[nodiscard]] TallyRoom& tallies(const TallyShape& shape);
    [[nodiscard]] DeviceArray<std::uint32_t>& visit_limit_exceeded() { return visit_limit_exceeded_; }

private:
    int device_;
    Slot even_, odd_;
    DeviceTables tables_;
    std::optional<TallyRoom> tallies_;
    DeviceArray<std::uint32_t> visit_limit_exceeded_;
};

}  // namespace ibtr::cuda
