#include "device_run.hpp"

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "device_tables.hpp"
#include "ibtr/core/address.hpp"
#include "kernel.hpp"
#include "memory.hpp"

namespace ibtr::cuda {
namespace {

/// How long a launch should last [ms]: short enough for display watchdogs and Ctrl-C, long enough to hide its cost.
constexpr float wanted_launch_ms = 100;
constexpr std::size_t max_items_per_launch = 1U << 16;

struct Geometry {
    PlaceOffer counters;
    unsigned blocks;
};

/// Where to count and how many blocks fill the device.
Geometry plan_geometry(const core::TablesHeader& header, const WorkPlan& plan, int device) {
    int processors = 0, limit = 0;
    check(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device), "cudaDeviceGetAttribute",
          device);
    check(cudaDeviceGetAttribute(&limit, cudaDevAttrMaxSharedMemoryPerBlockOptin, device), "cudaDeviceGetAttribute",
          device);
    std::vector<PlaceOffer> offers;
    for (const CounterPlace place : all_places) {
        const std::size_t bytes = shared_bytes(place, header);
        if (bytes > static_cast<std::size_t>(limit)) continue;
        const int resident = resident_blocks(place, bytes);
        if (resident > 0) offers.push_back({place, bytes, resident});
    }
    if (offers.empty() || offers.back().place != CounterPlace::global) {
        check(cudaGetLastError(), "cudaOccupancyMaxActiveBlocksPerMultiprocessor", device);
        throw BackendError("CUDA device " + std::to_string(device) + ": no block of the kernel fits a multiprocessor");
    }
    cudaGetLastError();  // of a place that was refused: the first launch must not be taken for its author
    const char* wanted = std::getenv("IBTR_CUDA_COUNTERS");
    const std::uint64_t women = plan.range().end - plan.range().begin;
    const PlaceOffer chosen = wanted != nullptr && *wanted != '\0' ? named_place(wanted, offers)
                                                                   : choose_place(offers, header, women / plan.items());
    return {chosen, static_cast<unsigned>(chosen.resident_blocks * processors)};
}

/// How the batches' tallies are cut so that they fit the device's free memory.
struct Pieces {
    std::size_t batches;  ///< of a piece
    std::size_t buffers;  ///< 2: one is downloaded while kernels fill the other
};

Pieces plan_pieces(const TallyShape& shape, int device) {
    std::size_t free = 0, total = 0;
    check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo", device);
    const std::size_t row = 2 * sizeof(Counter) * (shape.coarse_size() / shape.batches);
    const std::size_t fixed = 2 * sizeof(Counter) * shape.fine_size() + 2 * max_items_per_launch * sizeof(DeviceItem);
    const std::size_t usable = free - free / 8;  // the rest is left to the driver and to fragmentation
    if (usable < fixed + row)
        throw BackendError("CUDA device " + std::to_string(device) + ": " + std::to_string(free >> 20) +
                           " MiB are free, " + std::to_string(((fixed + row) * 8 / 7 >> 20) + 1) +
                           " MiB are needed; use fewer groups or bins, or --backend omp");
    const std::size_t room = (usable - fixed) / row;
    if (room >= shape.batches) return {shape.batches, 1};
    return room == 1 ? Pieces{1, 1} : Pieces{room / 2, 2};
}

/// Tallies of a piece's batches.
struct BatchRows {
    BatchRows(std::size_t size, int device) : counts(size, device), offsets(size, device) {}
    DeviceArray<Counter> counts, offsets;
};

/// One of two sets of buffers: while the kernel reads one, the host fills and uploads the other.
struct Slot {
    Slot(int device) : host_items(max_items_per_launch, device), items(max_items_per_launch, device), stream(device) {
        check(cudaEventCreate(&begin), "cudaEventCreate", device);
        check(cudaEventCreate(&end), "cudaEventCreate", device);
    }
    ~Slot() {
        cudaEventDestroy(begin);
        cudaEventDestroy(end);
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

    PinnedArray<DeviceItem> host_items;
    DeviceArray<DeviceItem> items;
    Stream stream;
    cudaEvent_t begin = nullptr, end = nullptr;
    bool busy = false;
    std::size_t item_count = 0;
    std::uint64_t women = 0;
};

class DeviceRun {
public:
    DeviceRun(int device, int devices, const Tables& tables, const WorkPlan& plan, SharedState& shared)
        : device_(device),
          devices_(static_cast<std::uint64_t>(devices)),
          plan_(plan),
          shared_(shared),
          geometry_(plan_geometry(tables.header, plan, device)),
          tables_(tables, device),
          pieces_(plan_pieces(plan.shape(), device)),
          counts_(plan.shape().fine_size(), device),
          offsets_(plan.shape().fine_size(), device),
          interval_of_bin_(interval_of_bin(plan.shape()), device),
          interval_begin_(interval_begin(plan.shape()), device),
          visit_limit_exceeded_(1, device),
          slots_{std::make_unique<Slot>(device), std::make_unique<Slot>(device)},
          items_per_launch_(std::min<std::size_t>(geometry_.blocks, max_items_per_launch)) {
        for (std::size_t k = 0; k < pieces_.buffers; ++k)
            rows_.push_back(std::make_unique<BatchRows>(pieces_.batches * batch_row(), device));
    }

    Tallies run() {
        const TallyShape& shape = plan_.shape();
        Tallies tallies(shape);
        counts_.clear();
        offsets_.clear();
        visit_limit_exceeded_.clear();
        for (std::size_t first = 0; first < shape.batches && !shared_.stop; first += pieces_.batches) {
            const std::size_t batches = std::min(pieces_.batches, shape.batches - first);
            run_piece({first, batches, rows_[first / pieces_.batches % pieces_.buffers].get()}, tallies);
        }
        download_finished(tallies);
        download(counts_, tallies.counts.data(), counts_.size());
        download(offsets_, tallies.offsets.data(), offsets_.size());
        std::uint32_t exceeded = 0;
        visit_limit_exceeded_.download(&exceeded, 1);
        if (exceeded != 0) shared_.visit_limit_exceeded = true;
        return tallies;
    }

private:
    static std::vector<std::uint32_t> interval_begin(const TallyShape& shape) {
        std::vector<std::uint32_t> begin{0};
        begin.insert(begin.end(), shape.interval_end_bins.begin(), shape.interval_end_bins.end() - 1);
        return begin;
    }
    static std::vector<std::uint32_t> interval_of_bin(const TallyShape& shape) {
        std::vector<std::uint32_t> interval;
        for (std::uint32_t i = 0; i < shape.interval_end_bins.size(); ++i)
            interval.resize(shape.interval_end_bins[i], i);
        return interval;
    }
    [[nodiscard]] std::size_t batch_row() const { return plan_.shape().coarse_size() / plan_.shape().batches; }

    static void download(const DeviceArray<Counter>& from, std::uint64_t* to, std::size_t count) {
        static_assert(sizeof(Counter) == sizeof(std::uint64_t));
        from.download(reinterpret_cast<Counter*>(to), count);
    }

    /// Batches first ... first + batches - 1 and where the device keeps their tallies.
    struct Piece {
        std::size_t first, batches;
        BatchRows* rows;
    };

    /// All of this device's items of a piece. The piece before it is downloaded while the first kernels run.
    void run_piece(const Piece& piece, Tallies& tallies) {
        if (pieces_.buffers == 1) download_finished(tallies);
        piece.rows->counts.clear();
        piece.rows->offsets.clear();
        std::uint64_t next = static_cast<std::uint64_t>(device_);
        for (std::size_t launches = 0; next < plan_.items() && !shared_.stop; ++launches) {
            if (launches == 2) download_finished(tallies);
            Slot& slot = *slots_[launches % 2];
            wait(slot);
            next = fill(slot, next, piece, tallies);
            if (slot.item_count > 0) start(slot, piece);
        }
        download_finished(tallies);
        for (const auto& slot : slots_) wait(*slot);
        finished_ = piece;
    }

    /// The tallies of the last piece whose kernels have ended. The copy waits for no kernel: theirs are streams that
    /// the default stream, on which it runs, does not wait for.
    void download_finished(Tallies& tallies) {
        if (finished_.rows == nullptr) return;
        const std::size_t place = finished_.first * batch_row(), count = finished_.batches * batch_row();
        download(finished_.rows->counts, tallies.batch_counts.data() + place, count);
        download(finished_.rows->offsets, tallies.batch_offsets.data() + place, count);
        finished_.rows = nullptr;
    }

    std::uint64_t fill(Slot& slot, std::uint64_t next, const Piece& piece, Tallies& tallies) {
        const TallyShape& shape = plan_.shape();
        slot.item_count = 0;
        slot.women = 0;
        for (; next < plan_.items() && slot.item_count < items_per_launch_; next += devices_) {
            const WorkItem item = plan_.item(next);
            if (item.batch < piece.first || item.batch >= piece.first + piece.batches) continue;
            slot.host_items.data()[slot.item_count++] = {
                item.stratum,
                item.batch,
                item.cell,
                item.count,
                static_cast<std::uint32_t>(item.first_index),
                core::pack_patient_high(plan_.stratum_id(item.stratum), item.first_index)};
            slot.women += item.count;
            tallies.patients[item.batch * shape.cells + item.cell] += item.count;
        }
        return next;
    }

    void start(Slot& slot, const Piece& piece) {
        const TallyShape& shape = plan_.shape();
        const auto seed = plan_.seed();
        const KernelArguments arguments{
            tables_.view(),
            {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), plan_.draw(), 0},
            slot.items.data(),
            static_cast<std::uint32_t>(slot.item_count),
            static_cast<std::uint32_t>(shape.batches),
            {counts_.data(), offsets_.data(), piece.rows->counts.data(), piece.rows->offsets.data(),
             interval_of_bin_.data(), interval_begin_.data(),
             static_cast<std::uint32_t>(shape.interval_end_bins.size()), static_cast<std::uint32_t>(shape.cells),
             static_cast<std::uint32_t>(piece.first)},
            visit_limit_exceeded_.data()};
        check(cudaMemcpyAsync(slot.items.data(), slot.host_items.data(), slot.item_count * sizeof(DeviceItem),
                              cudaMemcpyHostToDevice, slot.stream.get()),
              "cudaMemcpyAsync to device", device_);
        check(cudaEventRecord(slot.begin, slot.stream.get()), "cudaEventRecord", device_);
        const auto blocks = static_cast<unsigned>(std::min<std::size_t>(geometry_.blocks, slot.item_count));
        launch(geometry_.counters.place, blocks, geometry_.counters.bytes, slot.stream.get(), arguments);
        check(cudaGetLastError(), "kernel launch", device_);
        check(cudaEventRecord(slot.end, slot.stream.get()), "cudaEventRecord", device_);
        slot.busy = true;
    }

    /// Waits for a slot's kernel and adjusts the length of later launches to it.
    void wait(Slot& slot) {
        if (!slot.busy) return;
        check(cudaEventSynchronize(slot.end), "cudaEventSynchronize", device_);
        slot.busy = false;
        shared_.women_done += slot.women;
        float ms = 0;
        check(cudaEventElapsedTime(&ms, slot.begin, slot.end), "cudaEventElapsedTime", device_);
        if (slot.item_count == items_per_launch_ && ms < wanted_launch_ms / 2)
            items_per_launch_ = std::min(2 * items_per_launch_, max_items_per_launch);
        else if (ms > 2 * wanted_launch_ms)
            items_per_launch_ = std::max<std::size_t>(items_per_launch_ / 2, 1);
    }

    int device_;
    std::uint64_t devices_;
    const WorkPlan& plan_;
    SharedState& shared_;
    Geometry geometry_;
    DeviceTables tables_;
    Pieces pieces_;
    DeviceArray<Counter> counts_, offsets_;
    std::vector<std::unique_ptr<BatchRows>> rows_;
    Piece finished_{};
    DeviceArray<std::uint32_t> interval_of_bin_, interval_begin_, visit_limit_exceeded_;
    std::unique_ptr<Slot> slots_[2];
    std::size_t items_per_launch_;
};

}  // namespace

Tallies run_on_device(int device, int devices, const Tables& tables, const WorkPlan& plan, SharedState& shared) {
    check(cudaSetDevice(device), "cudaSetDevice", device);
    return DeviceRun(device, devices, tables, plan, shared).run();
}

}  // namespace ibtr::cuda
