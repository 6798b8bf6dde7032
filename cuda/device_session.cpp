#include "device_session.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "ibtr/error.hpp"
#include "knots.hpp"

namespace ibtr::cuda {
namespace {

/// How the batches' tallies are cut so that they fit the device's free memory.
struct Pieces {
    std::size_t batches;  ///< of a piece
    std::size_t buffers;  ///< 2: one is downloaded while kernels fill the other
};

Pieces plan_pieces(const TallyShape& shape, int device) {
    const std::size_t free = free_bytes(device);
    const std::size_t row = 2 * sizeof(Counter) * (shape.coarse_size() / shape.batches);
    const std::size_t fixed = 2 * sizeof(Counter) * shape.fine_size();
    const std::size_t usable = free - free / 8;  // the rest is left to tables, the driver and fragmentation
    if (usable < fixed + row)
        throw BackendError("CUDA device " + std::to_string(device) + ": " + std::to_string(free >> 20) +
                           " MiB are free, " + std::to_string(((fixed + row) * 8 / 7 >> 20) + 1) +
                           " MiB are needed; use fewer groups or bins, or --backend omp");
    const std::size_t room = (usable - fixed) / row;
    if (room >= shape.batches) return {shape.batches, 1};
    return room == 1 ? Pieces{1, 1} : Pieces{room / 2, 2};
}

std::vector<std::uint32_t> first_bins(const TallyShape& shape) {
    std::vector<std::uint32_t> begin{0};
    begin.insert(begin.end(), shape.interval_end_bins.begin(), shape.interval_end_bins.end() - 1);
    return begin;
}

std::vector<std::uint32_t> intervals_of_bins(const TallyShape& shape) {
    std::vector<std::uint32_t> interval;
    for (std::uint32_t i = 0; i < shape.interval_end_bins.size(); ++i) interval.resize(shape.interval_end_bins[i], i);
    return interval;
}

}  // namespace

DeviceTables::DeviceTables(int device)
    : states_(device),
      exits_(device),
      nodes_(device),
      edge_to_(device),
      starts_(device),
      exit_tables_(device),
      age_tables_(device),
      inverse_multipliers_(device),
      pool_(device) {}

void DeviceTables::assign(const Tables& tables) {
    header_ = tables.header;
    states_.assign(tables.states);
    exits_.assign(tables.exits);
    nodes_.assign(tables.nodes);
    edge_to_.assign(tables.edge_to);
    starts_.assign(tables.starts);
    exit_tables_.assign(tables.exit_tables);
    age_tables_.assign(tables.age_tables);
    inverse_multipliers_.assign(tables.inverse_multipliers);
    std::vector<float> pool(tables.pool.size());
    write_by_knot(tables, pool.data());
    pool_.assign(pool);
}

core::TablesView DeviceTables::view() const {
    return {header_,
            states_.data(),
            exits_.data(),
            nodes_.data(),
            edge_to_.data(),
            starts_.data(),
            exit_tables_.data(),
            age_tables_.data(),
            inverse_multipliers_.data(),
            pool_.data()};
}

TallyRoom::TallyRoom(const TallyShape& tally_shape, int device)
    : shape(tally_shape), counts(device), offsets(device), interval_of_bin(device), interval_begin(device) {
    const Pieces pieces = plan_pieces(shape, device);
    batches_a_piece = pieces.batches;
    counts.resize(shape.fine_size());
    offsets.resize(shape.fine_size());
    interval_of_bin.assign(intervals_of_bins(shape));
    interval_begin.assign(first_bins(shape));
    const std::size_t row = shape.coarse_size() / shape.batches;
    for (std::size_t k = 0; k < pieces.buffers; ++k)
        rows.push_back(std::make_unique<BatchRows>(pieces.batches * row, device));
}

DeviceSession::DeviceSession(int device)
    : device_(device), even_(device), odd_(device), tables_(device), visit_limit_exceeded_(device, 1) {}

void DeviceSession::settle() {
    for (Slot* slot : {&even_, &odd_})
        if (std::exchange(slot->busy, false)) slot->end.wait();
}

TallyRoom& DeviceSession::tallies(const TallyShape& shape) {
    if (!tallies_ || tallies_->shape != shape) {
        tallies_.reset();  // its memory counts as free for the next one
        tallies_.emplace(shape, device_);
    }
    return *tallies_;
}

}  // namespace ibtr::cuda
