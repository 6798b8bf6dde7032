#include "estimate/summed_incidence.hpp"

#include <bit>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/buffer.hpp"
#include "estimate/weighted_sum.hpp"

namespace ibtr {
namespace {

std::vector<std::uint32_t> edge_numbers(const std::vector<EdgeIndex>& edges) {
    std::vector<std::uint32_t> numbers;
    for (const EdgeIndex edge : edges) numbers.push_back(static_cast<std::uint32_t>(edge));
    return numbers;
}

/// A block's numbers, of one batch or of two.
template <class Number>
struct BlockRow {
    const Number* first;
    const Number* second;  ///< nullptr: one batch
};

double whole(std::int32_t number) {
    return number;
}
/// A number between -2^51 and 2^51, as sums over fewer than 2^32 women are, each of whom ends her time at risk once,
/// within 2^16 half ticks: among the doubles from 2^52 to 2^53 it counts units of the last place.
double whole(std::int64_t number) {
    constexpr double middle = 0x1.8p52;
    return std::bit_cast<double>(std::bit_cast<std::int64_t>(middle) + number) - middle;
}

/// Calls use(value), where value(i) is number i of a row as a double: whole numbers below 2^53, whose sums are exact.
template <class Number, class Use>
void with_values(const BlockRow<Number>& row, Use use) {
    if (row.second == nullptr)
        use([from = row.first](std::size_t i) { return whole(from[i]); });
    else
        use([from = row.first, other = row.second](std::size_t i) {
            return whole(static_cast<Number>(from[i] + other[i]));
        });
}

/// Adds factor * the row of a mix. x_0 + sum_m w_m (x_m - x_0): see StrategyMixtures::mix.
template <class Number>
void add_mixed(const std::vector<BlockRow<Number>>& rows, const std::vector<StrategyMixtures::Component>& components,
               double factor, bool first, std::span<double> sum) {
    Buffer<double> start(sum.size()), mixed(sum.size());
    with_values(rows.front(), [&](auto value) {
        for (std::size_t i = 0; i < sum.size(); ++i) start[i] = mixed[i] = value(i);
    });
    for (std::size_t m = 1; m < rows.size(); ++m)
        with_values(rows[m], [&, weight = components[m].weight](auto value) {
            for (std::size_t i = 0; i < sum.size(); ++i) mixed[i] += weight * (value(i) - start[i]);
        });
    add_weighted(factor, first, sum, [&](std::size_t i) { return mixed[i]; });
}

/// std::partial_sum in place, four numbers a turn.
void cumulate_counts(std::int32_t* counts, std::size_t size) {
    std::int32_t sum = 0;
    std::size_t i = 0;
    for (; i + 4 <= size; i += 4) {
        counts[i] = sum += counts[i];
        counts[i + 1] = sum += counts[i + 1];
        counts[i + 2] = sum += counts[i + 2];
        counts[i + 3] = sum += counts[i + 3];
    }
    for (; i < size; ++i) counts[i] = sum += counts[i];
}

template <class Number>
void add_rows(const std::vector<BlockRow<Number>>& rows, const std::vector<StrategyMixtures::Component>& components,
              double factor, bool first, std::span<double> sum) {
    if (rows.size() > 1)
        add_mixed(rows, components, factor, first, sum);
    else
        with_values(rows.front(), [&](auto value) { add_weighted(factor, first, sum, value); });
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
            cumulate_counts(block + grids.first(s), grids.of(s).intervals());
        }
}

SummedCells::SummedCells(const std::shared_ptr<const SeriesGrids>& series_grids, const StrategyMixtures& mixtures,
                         const Sums& sums, Half half, unsigned tick_shift)
    : CellFractions(series_grids, mixtures.strategies(), sums.cells),
      mixtures_(mixtures),
      sums_(sums),
      half_(half),
      bins_per_half_tick_(std::ldexp(0.5, -static_cast<int>(tick_shift))) {
    if (sums.batches != 2) throw std::logic_error("fractions of halves are made of sums of two batches");
}

void SummedCells::add(StrategyIndex strategy, CellIndex cell, double weight, bool first, const Rows& sum) const {
    const auto components = mixtures_.components(strategy, cell);
    const std::size_t one = half_ == Half::second ? 1 : 0;
    std::uint64_t patients = sums_.patients[one * sums_.cells + cell];
    if (half_ == Half::both) patients += sums_.patients[sums_.cells + cell];
    std::vector<BlockRow<std::int32_t>> events;
    std::vector<BlockRow<std::int64_t>> half_ticks;
    for (const StrategyMixtures::Component& component : components) {
        const auto row = [&]<class Number>(const std::vector<Number>& numbers, std::size_t size) {
            const Number* block = numbers.data() + sums_.block(one, cell, component.simulated) * size;
            const Number* other = numbers.data() + sums_.block(1, cell, component.simulated) * size;
            return BlockRow<Number>{block, half_ == Half::both ? other : nullptr};
        };
        events.push_back(row(sums_.counts, sums_.counts_a_block));
        half_ticks.push_back(row(sums_.offsets, sums_.offsets_a_block));
    }
    const double factor = weight / static_cast<double>(patients);
    add_rows(events, components, factor, first, sum.cumulative);
    add_rows(half_ticks, components, factor * bins_per_half_tick_, first, sum.offset);
}

CellIncidence SummedCells::incidence() const {
    CellIncidence result(grids, strategies, cells);
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
