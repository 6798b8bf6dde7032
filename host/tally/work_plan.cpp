#include "ibtr/work_plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "ibtr/core/address.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

/// Batch tallies stay on the output grid while they fit this many counters; above, on years and landmarks.
constexpr std::size_t max_fine_batch_counters = std::size_t{1} << 22;

/// To zero a counter and to add it to the tallies costs less than to walk a woman: at so many women for each counter
/// of a strategy it plays no part. Longer stretches would leave threads idle at the end.
constexpr std::uint64_t women_a_counter = 4;

std::vector<std::uint32_t> batch_grid(const Model& model, const TallyShape& shape) {
    const std::size_t rows = shape.batches * shape.strategies * shape.cells * shape.edges;
    if (rows * shape.bins <= max_fine_batch_counters) {
        std::vector<std::uint32_t> every(shape.bins);
        std::iota(every.begin(), every.end(), 1U);
        return every;
    }
    std::set<std::uint32_t> ends{static_cast<std::uint32_t>(shape.bins)};
    for (std::uint32_t bin = model.grid_per_year; bin < shape.bins; bin += model.grid_per_year) ends.insert(bin);
    for (const double landmark : model.landmarks_years)
        ends.insert(static_cast<std::uint32_t>(std::llround(landmark * model.grid_per_year)));
    return {ends.begin(), ends.end()};
}

}  // namespace

WorkPlan::WorkPlan(const Model& model, const Population& population, const EventGraph& graph, std::uint64_t patients,
                   std::uint64_t seed, std::uint32_t draw, PatientRange range, std::uint32_t patients_per_item)
    : patients_(patients),
      seed_(seed),
      draw_(draw),
      range_(range),
      per_item_(patients_per_item),
      allocation_(allocate(model, population, patients)) {
    if (range.begin >= range.end || range.end > patients)
        throw UsageError("--patient-range " + std::to_string(range.begin) + ":" + std::to_string(range.end) +
                         " must be a non-empty part of 0:" + std::to_string(patients));
    shape_.strategies = model.simulated_strategies().size();
    shape_.cells = population.cells.size();
    shape_.edges = graph.edges.size();
    shape_.bins = model.bins();
    shape_.batches = model.batches;
    shape_.tick_shift = tick_shift_for(shape_.bins);
    shape_.interval_end_bins = batch_grid(model, shape_);

    constexpr std::uint64_t max_index = std::uint64_t{1} << core::patient_index_bits;
    std::vector<std::uint64_t> begins{0};
    for (std::size_t h = 0; h < population.strata.size(); ++h) {
        if (allocation_[h] > max_index)
            throw UsageError("stratum " + std::to_string(h) + " would hold " + std::to_string(allocation_[h]) +
                             " patients; at most 2^42 can be addressed: lower --patients");
        stratum_ids_.push_back(population.strata[h].id);
        begins.push_back(begins.back() + allocation_[h]);
    }
    std::vector<std::uint32_t> by_cell(population.strata.size());
    std::iota(by_cell.begin(), by_cell.end(), 0U);
    std::ranges::stable_sort(by_cell, {}, [&](std::uint32_t h) { return population.strata[h].cell; });
    first_item_.push_back(0);
    for (std::uint32_t batch = 0; batch < model.batches; ++batch)
        for (const std::uint32_t h : by_cell)
            add_runs(h, static_cast<std::uint32_t>(population.strata[h].cell), batch, begins[h]);
}

void WorkPlan::add_runs(std::uint32_t stratum, std::uint32_t cell, std::uint32_t batch, std::uint64_t stratum_begin) {
    constexpr std::uint64_t index_span = std::uint64_t{1} << 32;
    const std::uint64_t batches = shape_.batches;
    const std::uint64_t stratum_end = stratum_begin + allocation_[stratum];
    const std::uint64_t begin = std::clamp(range_.begin, stratum_begin, stratum_end);
    const std::uint64_t end = std::clamp(range_.end, stratum_begin, stratum_end);
    // A woman's batch is her global number modulo the batches: each batch is a proportional sample.
    std::uint64_t number = begin + (batch + batches - begin % batches) % batches;
    while (number < end) {
        const std::uint64_t index = number - stratum_begin;
        const std::uint64_t span_end = std::min(end - stratum_begin, (index / index_span + 1) * index_span);
        const std::uint64_t count = (span_end - index + batches - 1) / batches;
        runs_.push_back({stratum, batch, cell, index, count});
        first_item_.push_back(first_item_.back() + (count + per_item_ - 1) / per_item_);
        number += count * batches;
    }
}

std::size_t WorkPlan::run_of(std::uint64_t item) const {
    const auto after = std::upper_bound(first_item_.begin(), first_item_.end(), item);
    return static_cast<std::size_t>(after - first_item_.begin()) - 1;
}

std::uint32_t WorkPlan::women_in(std::size_t run, std::uint64_t item) const {
    const std::uint64_t skipped = (item - first_item_[run]) * per_item_;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(per_item_, runs_[run].count - skipped));
}

WorkItem WorkPlan::item(std::uint64_t number) const {
    const std::size_t place = run_of(number);
    const Run& run = runs_[place];
    WorkItem item;
    item.stratum = run.stratum;
    item.batch = run.batch;
    item.cell = run.cell;
    item.count = women_in(place, number);
    item.first_index = run.first_index + (number - first_item_[place]) * per_item_ * shape_.batches;
    return item;
}

std::uint64_t WorkPlan::stretch_end(std::uint64_t first) const {
    const std::size_t first_run = run_of(first);
    const std::uint64_t enough = women_a_counter * shape_.edges * shape_.bins;
    std::uint64_t women = 0, end = first;
    for (std::size_t run = first_run; run < runs_.size(); ++run) {
        if (runs_[run].batch != runs_[first_run].batch || runs_[run].cell != runs_[first_run].cell) break;
        for (; end < first_item_[run + 1]; ++end) {
            const std::uint32_t more = women_in(run, end);
            if (end > first && (women >= enough || women + more > per_item_)) return end;
            women += more;
        }
    }
    return end;
}

}  // namespace ibtr
