#include "device_run.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "ibtr/core/address.hpp"
#include "ibtr/error.hpp"
#include "kernel_place.hpp"

namespace ibtr::cuda {
namespace {

/// How long a launch should last [ms]: short enough for display watchdogs and Ctrl-C, long enough to hide its cost.
constexpr float wanted_launch_ms = 100;

struct Geometry {
    PlaceOffer counters;
    unsigned blocks;
};

/// Where to count and how many blocks fill the device.
Geometry plan_geometry(const core::TablesHeader& header, const WorkPlan& plan, int device) {
    const std::uint64_t women = plan.range().end - plan.range().begin;
    const PlaceOffer place = place_on_device({kernel_of, threads_per_block}, header, women / plan.items(), device);
    return {place, static_cast<unsigned>(place.resident_blocks * device_size(device).multiprocessors)};
}

class DeviceRun {
public:
    DeviceRun(DeviceSession& session, const Job::Input& input, Share share, JobFlow& flow, std::uint64_t job_number)
        : session_(session),
          plan_(input.plan),
          share_(share),
          flow_(flow),
          job_number_(job_number),
          geometry_(plan_geometry(input.tables.header, plan_, session.device())),
          room_(session.tallies(plan_.shape())),
          items_per_launch_(std::min<std::size_t>(geometry_.blocks, max_items_per_launch)),
          visit_limit_(input.tables.header.visit_limit) {}

    Tallies run() {
        const TallyShape& shape = plan_.shape();
        Tallies tallies(shape);
        room_.counts.clear();
        room_.offsets.clear();
        session_.visit_limit_exceeded().clear();
        for (std::size_t first = 0; first < shape.batches && wanted(); first += room_.batches_a_piece) {
            const std::size_t batches = std::min(room_.batches_a_piece, shape.batches - first);
            run_piece({first, batches, room_.rows[first / room_.batches_a_piece % room_.rows.size()].get()}, tallies);
        }
        download_finished(tallies);
        download(room_.counts, tallies.counts.data(), room_.counts.size());
        download(room_.offsets, tallies.offsets.data(), room_.offsets.size());
        std::uint32_t exceeded = 0;
        session_.visit_limit_exceeded().download(&exceeded, 1);
        if (exceeded != 0) throw UsageError(visit_limit_message(visit_limit_));
        return tallies;
    }

private:
    [[nodiscard]] bool wanted() const { return flow_.wanted(job_number_); }
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
        if (room_.rows.size() == 1) download_finished(tallies);
        piece.rows->counts.clear();
        piece.rows->offsets.clear();
        std::uint64_t next = share_.first;
        for (std::size_t launches = 0; next < plan_.items() && wanted(); ++launches) {
            if (launches == 2) download_finished(tallies);
            Slot& slot = session_.slot(launches);
            wait(slot);
            next = fill(slot, next, piece, tallies);
            if (slot.item_count > 0) start(slot, piece);
        }
        download_finished(tallies);
        for (std::size_t k = 0; k < 2; ++k) wait(session_.slot(k));
        finished_ = piece;
    }

    /// The tallies of the last piece whose kernels have ended.
    void download_finished(Tallies& tallies) {
        if (finished_.rows == nullptr) return;
        const std::size_t place = finished_.first * batch_row(), count = finished_.batches * batch_row();
        download(finished_.rows->counts, tallies.batch_counts.data() + place, count);
        download(finished_.rows->offsets, tallies.batch_offsets.data() + place, count);
        finished_.rows = nullptr;
    }

    std::uint64_t fill(Slot& slot, std::uint64_t next, const Piece& piece, Tallies& tallies) {
        const TallyShape& shape = plan_.shape();
        auto* items = static_cast<DeviceItem*>(slot.host_items.data());
        slot.item_count = 0;
        slot.women = 0;
        for (; next < plan_.items() && slot.item_count < items_per_launch_; next += share_.devices) {
            const WorkItem item = plan_.item(next);
            if (item.batch < piece.first || item.batch >= piece.first + piece.batches) continue;
            items[slot.item_count++] = {item.stratum,
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
            session_.tables().view(),
            {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), plan_.draw(), 0},
            slot.items.data(),
            static_cast<std::uint32_t>(slot.item_count),
            static_cast<std::uint32_t>(shape.batches),
            {room_.counts.data(), room_.offsets.data(), piece.rows->counts.data(), piece.rows->offsets.data(),
             room_.interval_of_bin.data(), room_.interval_begin.data(),
             static_cast<std::uint32_t>(shape.interval_end_bins.size()), static_cast<std::uint32_t>(shape.cells),
             static_cast<std::uint32_t>(piece.first)},
            session_.visit_limit_exceeded().data()};
        slot.stream.upload(slot.items.memory(), slot.host_items.data(), slot.item_count * sizeof(DeviceItem));
        slot.begin.record(slot.stream);
        const auto blocks = static_cast<unsigned>(std::min<std::size_t>(geometry_.blocks, slot.item_count));
        slot.stream.launch(kernel_of(geometry_.counters.place, core::walk_kind(arguments.tables.header)), blocks,
                           threads_per_block, geometry_.counters.bytes, &arguments);
        slot.end.record(slot.stream);
        slot.busy = true;
    }

    /// Waits for a slot's kernel and adjusts the length of later launches to it.
    void wait(Slot& slot) {
        if (!slot.busy) return;
        slot.busy = false;
        slot.end.wait();
        flow_.done(slot.women);
        const float ms = slot.end.ms_since(slot.begin);
        if (slot.item_count == items_per_launch_ && ms < wanted_launch_ms / 2)
            items_per_launch_ = std::min(2 * items_per_launch_, max_items_per_launch);
        else if (ms > 2 * wanted_launch_ms)
            items_per_launch_ = std::max<std::size_t>(items_per_launch_ / 2, 1);
    }

    DeviceSession& session_;
    const WorkPlan& plan_;
    Share share_;
    JobFlow& flow_;
    std::uint64_t job_number_;
    Geometry geometry_;
    TallyRoom& room_;
    Piece finished_{};
    std::size_t items_per_launch_;
    std::uint32_t visit_limit_;
};

}  // namespace

Tallies run_on_device(DeviceSession& session, const Job::Input& input, Share share, JobFlow& flow,
                      std::uint64_t job_number) {
    session.settle();
    session.tables().assign(input.tables);
    return DeviceRun(session, input, share, flow, job_number).run();
}

}  // namespace ibtr::cuda
