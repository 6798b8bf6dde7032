#include "estimate/summed_incidence.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/buffer.hpp"
#include "engine/choose.hpp"
#include "estimate/weighted_sum.hpp"

namespace ibtr {
namespace {

std::vector<std::uint32_t> edge_numbers(const std::vector<EdgeIndex>& edges) {
    std::vector<std::uint32_t> numbers;
    for (const EdgeIndex edge : edges) numbers.push_back(static_cast<std::uint32_t>(edge));
    return numbers;
}

void add_numbers(const engine::TwoRows<std::int32_t>& events, double weight, bool first, std::span<double> sum) {
    engine::row_kernels().add_counts(events, weight, first, sum.data(), sum.size());
}
/// Sums over fewer than 2^32 women, each of whom ends her time at risk once, within 2^16 half ticks.
void add_numbers(const engine::TwoRows<std::int64_t>& half_ticks, double weight, bool first, std::span<double> sum) {
    engine::row_kernels().add_times(half_ticks, weight, first, sum.data(), sum.size());
}

/// Adds factor * the row of a mix. x_0 + sum_m w_m (x_m - x_0): see StrategyMixtures::mix.
/// @param rows of a simulated strategy
template <class RowsOf>
void add_mixed(RowsOf rows, const std::vector<StrategyMixtures::Component>& components, double factor, bool first,
               std::span<double> sum) {
    Buffer<double> start(sum.size()), mixed(sum.size()), other(sum.size());
    add_numbers(rows(components.front().simulated), 1, true, start.numbers());
    std::ranges::copy(start.numbers(), mixed.data());
    for (std::size_t m = 1; m < components.size(); ++m) {
        add_numbers(rows(components[m].simulated), 1, true, other.numbers());
        for (std::size_t i = 0; i < sum.size(); ++i) mixed[i] += components[m].weight * (other[i] - start[i]);
    }
    add_weighted(factor, first, sum, [&](std::size_t i) { return mixed[i]; });
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

namespace {

/// Sums have every event in the middle of its tick.
void move_events(const EndpointPlan& plan, const SeriesGrids& grids, Sums& sums) {
    const auto later = static_cast<std::int64_t>(plan.half_ticks_to_event) - 1;
    const std::size_t blocks = sums.counts.size() / grids.row();
    for (std::size_t block = 0; block < blocks; ++block)
        for (TimedIndex t; t < plan.timed.size(); ++t) {
            if (!grids.knows_offsets(t)) continue;
            const std::int32_t* events = sums.counts.data() + block * grids.row() + grids.first(plan.timed[t]);
            std::int64_t* times = sums.offsets.data() + block * grids.offset_row() + grids.first_offset(t);
            for (std::size_t i = 0; i < grids.of(plan.timed[t]).intervals(); ++i) times[i] += later * events[i];
        }
}

}  // namespace

void make_cumulative(const EndpointPlan& plan, const SeriesGrids& grids, Sums& sums) {
    if (plan.half_ticks_to_event != 1) move_events(plan, grids, sums);
    const std::size_t row = grids.row();
    for (std::int32_t* block = sums.counts.data(); block != sums.counts.data() + sums.counts.size(); block += row)
        for (SeriesIndex s; s < grids.series(); ++s) {
            engine::row_kernels().cumulate(block + grids.first(s), grids.of(s).intervals());
        }
}

SummedCells::SummedCells(const std::shared_ptr<const SeriesGrids>& series_grids, const StrategyMixtures& mixtures,
                         const Sums& sums, Half half, unsigned tick_shift)
    : CellFractions(series_grids, mixtures.strategies(), mixtures.starts()),
      mixtures_(mixtures),
      sums_(sums),
      half_(half),
      bins_per_half_tick_(std::ldexp(0.5, -static_cast<int>(tick_shift))) {
    if (sums.batches != 2) throw std::logic_error("fractions of halves are made of sums of two batches");
}

void SummedCells::add(StrategyIndex strategy, CellIndex cell, double weight, bool first, const Rows& sum) const {
    const std::size_t one = half_ == Half::second ? 1 : 0;
    std::uint64_t patients = sums_.patients[one * sums_.cells + cell];
    if (half_ == Half::both) patients += sums_.patients[sums_.cells + cell];
    const auto add_all = [&]<class Number>(const std::vector<Number>& numbers, std::size_t size, double factor,
                                           std::span<double> to) {
        const auto rows = [&](SimulatedIndex simulated) {
            const Number* block = numbers.data() + sums_.block(one, cell, simulated) * size;
            const Number* other = numbers.data() + sums_.block(1, cell, simulated) * size;
            return engine::TwoRows<Number>{block, half_ == Half::both ? other : nullptr};
        };
        if (mixtures_.is_mix(strategy))
            add_mixed(rows, mixtures_.components(strategy, cell), factor, first, to);
        else
            add_numbers(rows(mixtures_.simulated_place(strategy)), factor, first, to);
    };
    const double factor = weight / static_cast<double>(patients);
    add_all(sums_.counts, sums_.counts_a_block, factor, sum.cumulative);
    add_all(sums_.offsets, sums_.offsets_a_block, factor * bins_per_half_tick_, sum.offset);
}

CellIncidence SummedCells::incidence() const {
    CellIncidence result(grids, strategies, starts);
    for (StrategyIndex s; s < strategies; ++s)
        for (CellIndex c; c < cells; ++c) {
            const std::size_t place = s * cells + c;
            add(s, c, 1, true,
                {result.cumulative.numbers().subspan(place * grids->row(), grids->row()),
                 result.offset.numbers().subspan(place * grids->offset_row(), grids->offset_row())});
        }
    return result;
}

}  // namespace ibtr
