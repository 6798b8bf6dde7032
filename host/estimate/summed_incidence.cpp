#include "estimate/summed_incidence.hpp"

#include <cmath>
#include <numeric>
#include <utility>

#include "estimate/to_double.hpp"

namespace ibtr {
namespace {

std::vector<std::uint32_t> edge_numbers(const std::vector<EdgeIndex>& edges) {
    std::vector<std::uint32_t> numbers;
    for (const EdgeIndex edge : edges) numbers.push_back(static_cast<std::uint32_t>(edge));
    return numbers;
}

}  // namespace

SumPlan sum_plan(const EndpointPlan& plan, const SeriesGrids& grids) {
    std::vector<std::vector<std::uint32_t>> end_bins;
    for (const TimeGrid& grid : grids.grids()) end_bins.push_back(grid.end_bins);
    std::vector<SumRow> rows;
    for (SeriesIndex s; s < plan.series.size(); ++s)
        rows.push_back({edge_numbers(plan.series[s].plus), edge_numbers(plan.series[s].minus), grids.place(s)});
    std::vector<std::size_t> timed;
    for (TimedIndex t; t < plan.timed.size(); ++t)
        if (grids.knows_offsets(t)) timed.push_back(plan.timed[t]);
    return {std::move(end_bins), std::move(rows), timed};
}

SummedIncidence::SummedIncidence(std::shared_ptr<const SeriesGrids> grids, const StrategyMixtures& mixtures, Sums sums,
                                 unsigned tick_shift)
    : grids_(std::move(grids)),
      mixtures_(mixtures),
      sums_(std::move(sums)),
      bins_per_half_tick_(std::ldexp(0.5, -static_cast<int>(tick_shift))) {
    const std::size_t row = grids_->row();
    for (std::int32_t* block = sums_.counts.data(); block != sums_.counts.data() + sums_.counts.size(); block += row)
        for (SeriesIndex s; s < grids_->series(); ++s) {
            std::int32_t* first = block + grids_->first(s);
            std::partial_sum(first, first + grids_->of(s).intervals(), first);
        }
}

CellIncidence SummedIncidence::of(std::size_t first_batch, std::size_t batches) const {
    CellIncidence result{grids_, mixtures_.strategies(), sums_.cells, {}, {}};
    const std::size_t row = grids_->row(), offset_row = grids_->offset_row();
    result.cumulative = Buffer<double>(result.strategies * result.cells * row);
    result.offset = Buffer<double>(result.strategies * result.cells * offset_row);
    for (CellIndex c; c < result.cells; ++c) {
        std::uint64_t patients = 0;
        for (std::size_t b = first_batch; b < first_batch + batches; ++b)
            patients += sums_.patients[b * sums_.cells + c];
        const auto women = static_cast<double>(patients);
        for (SimulatedIndex s; s < mixtures_.simulated().size(); ++s) {
            const std::size_t place = mixtures_.simulated()[s] * result.cells + c;
            per_woman(first_batch, batches, {c, s}, women, result.cumulative.data() + place * row,
                      result.offset.data() + place * offset_row);
        }
    }
    mixtures_.mix(result.cumulative.numbers(), result.cells);
    mixtures_.mix(result.offset.numbers(), result.cells);
    return result;
}

void SummedIncidence::per_woman(std::size_t first_batch, std::size_t batches, const Group& group, double women,
                                double* cumulative, double* offset) const {
    const std::size_t row = grids_->row(), offset_row = grids_->offset_row();
    const auto events_of = [&](std::size_t batch) {
        return sums_.counts.data() + sums_.block(batch, group.cell, group.strategy) * row;
    };
    const auto half_ticks_of = [&](std::size_t batch) {
        return sums_.offsets.data() + sums_.block(batch, group.cell, group.strategy) * offset_row;
    };
    const double unit = bins_per_half_tick_ / women;
    const std::int32_t* events = events_of(first_batch);
    const std::int64_t* half_ticks = half_ticks_of(first_batch);
    if (batches == 1) {
        for (std::size_t i = 0; i < row; ++i) cumulative[i] = static_cast<double>(events[i]) / women;
        for (std::size_t i = 0; i < offset_row; ++i) offset[i] = to_double(half_ticks[i]) * unit;
        return;
    }
    // Whole numbers far below 2^53: their sums in double are exact.
    for (std::size_t i = 0; i < row; ++i) cumulative[i] = static_cast<double>(events[i]);
    for (std::size_t i = 0; i < offset_row; ++i) offset[i] = to_double(half_ticks[i]);
    for (std::size_t b = first_batch + 1; b < first_batch + batches; ++b) {
        events = events_of(b);
        half_ticks = half_ticks_of(b);
        const bool last = b + 1 == first_batch + batches;
        const double divisor = last ? women : 1, factor = last ? unit : 1;
        for (std::size_t i = 0; i < row; ++i)
            cumulative[i] = (cumulative[i] + static_cast<double>(events[i])) / divisor;
        for (std::size_t i = 0; i < offset_row; ++i) offset[i] = (offset[i] + to_double(half_ticks[i])) * factor;
    }
}

}  // namespace ibtr
