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

    constexpr std::uint64_t index_span = std::uint64_t{1} << 32;
    constexpr std::uint64_t max_index = std::uint64_t{1} << core::patient_index_bits;
    const std::uint64_t batches = model.batches;
    std::uint64_t stratum_begin = 0;
    first_item_.push_back(0);
    for (std::uint32_t h = 0; h < population.strata.size(); ++h) {
        const std::uint64_t size = allocation_[h];
        if (size > max_index)
            throw UsageError("stratum " + std::to_string(h) + " would hold " + std::to_string(size) +
                             " women; at most 2^42 can be addressed: lower --patients");
        stratum_ids_.push_back(population.strata[h].id);
        const std::uint64_t begin = std::clamp(range.begin, stratum_begin, stratum_begin + size);
        const std::uint64_t end = std::clamp(range.end, stratum_begin, stratum_begin + size);
        for (std::uint64_t batch = 0; batch < batches; ++batch) {
            // A woman's batch is her global number modulo the batches: each batch is a proportional sample.
            std::uint64_t number = begin + (batch + batches - begin % batches) % batches;
            while (number < end) {
                const std::uint64_t index = number - stratum_begin;
                const std::uint64_t span_end = std::min(end - stratum_begin, (index / index_span + 1) * index_span);
                const std::uint64_t count = (span_end - index + batches - 1) / batches;
                runs_.push_back({h, static_cast<std::uint32_t>(batch),
                                 static_cast<std::uint32_t>(population.strata[h].cell), index, count});
                first_item_.push_back(first_item_.back() + (count + per_item_ - 1) / per_item_);
                number += count * batches;
            }
        }
        stratum_begin += size;
    }
}

WorkItem WorkPlan::item(std::uint64_t number) const {
    const auto after = std::upper_bound(first_item_.begin(), first_item_.end(), number);
    const auto place = static_cast<std::size_t>(after - first_item_.begin()) - 1;
    const Run& run = runs_[place];
    const std::uint64_t skipped = (number - first_item_[place]) * per_item_;
    WorkItem item;
    item.stratum = run.stratum;
    item.batch = run.batch;
    item.cell = run.cell;
    item.count = static_cast<std::uint32_t>(std::min<std::uint64_t>(per_item_, run.count - skipped));
    item.first_index = run.first_index + skipped * shape_.batches;
    return item;
}

}  // namespace ibtr
