#include "estimate/incidence.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "estimate/to_double.hpp"
#include "estimate/weighted_sum.hpp"
#include "ibtr/state_graph.hpp"

namespace ibtr {
namespace {

/// The rule for women of a cell: one for their level of a factor, else the one for everyone.
const MixRule& rule_for(const Strategy& strategy, const Population& population, const Cell& cell) {
    const MixRule* general = nullptr;
    for (const MixRule& rule : strategy.mix) {
        if (!rule.factor) {
            general = &rule;
            continue;
        }
        const auto place = std::find(population.cell_factors.begin(), population.cell_factors.end(), *rule.factor);
        if (place == population.cell_factors.end()) continue;
        if (cell.levels[static_cast<std::size_t>(place - population.cell_factors.begin())] == *rule.level) return rule;
    }
    if (general == nullptr) throw std::logic_error("mix " + strategy.name + " has no rule for some women");
    return *general;
}

struct Extent {
    std::size_t strategies, cells, edges, intervals;
};

/// Calls visit(edge, sign) for the edges of a series; sign(sum, count) adds or subtracts.
template <class Visit>
void for_each_edge(const Series& series, Visit visit) {
    for (const EdgeIndex edge : series.plus) visit(edge, std::plus<>{});
    for (const EdgeIndex edge : series.minus) visit(edge, std::minus<>{});
}

/// @param counts, offsets [strategy][cell][edge][interval]; offset_of(count, offset) is the summed offset
template <class Number, class Counter, class OffsetOf>
SeriesSums<Number> sum_series(const EndpointPlan& plan, const Extent& extent, const Counter* counts,
                              const Counter* offsets, OffsetOf offset_of) {
    const std::size_t blocks = extent.strategies * extent.cells, intervals = extent.intervals;
    SeriesSums<Number> sums;
    sums.cumulative.resize(blocks * plan.series.size() * intervals);
    sums.offset.resize(blocks * plan.timed.size() * intervals);
    Number* cumulative = sums.cumulative.data();
    Number* offset = sums.offset.data();
    for (std::size_t block = 0; block < blocks; ++block) {
        const Counter* count = counts + block * extent.edges * intervals;
        const Counter* ticks = offsets + block * extent.edges * intervals;
        for (const Series& series : plan.series) {
            for_each_edge(series, [&](EdgeIndex edge, auto sign) {
                for (std::size_t j = 0; j < intervals; ++j)
                    cumulative[j] = sign(cumulative[j], static_cast<Number>(count[edge * intervals + j]));
            });
            std::partial_sum(cumulative, cumulative + intervals, cumulative);
            cumulative += intervals;
        }
        for (const SeriesIndex timed : plan.timed) {
            for_each_edge(plan.series[timed], [&](EdgeIndex edge, auto sign) {
                for (std::size_t j = 0; j < intervals; ++j)
                    offset[j] =
                        sign(offset[j],
                             static_cast<Number>(offset_of(count[edge * intervals + j], ticks[edge * intervals + j])));
            });
            offset += intervals;
        }
    }
    return sums;
}

/// Divides by the women of each cell, places simulated strategies among the reported ones, then mixes.
template <class Number>
CellIncidence per_woman(const std::shared_ptr<const SeriesGrids>& grids, const StrategyMixtures& mixtures,
                        const SeriesSums<Number>& sums, const std::vector<double>& women, double bins_per_offset) {
    CellIncidence result(grids, mixtures.strategies(), mixtures.starts());
    const std::size_t row = grids->row(), offset_row = grids->offset_row();
    for (SimulatedIndex s; s < mixtures.simulated().size(); ++s)
        for (CellIndex c; c < result.cells; ++c) {
            const StrategyIndex strategy = mixtures.simulated()[s];
            const std::size_t block = s * result.cells + c;
            const Number* cumulative = sums.cumulative.data() + block * row;
            const Number* offset = sums.offset.data() + block * offset_row;
            double* to_cumulative = result.cumulative.data() + result.at(strategy, c, {});
            double* to_offset = result.offset.data() + result.offset_at(strategy, c, {});
            const double offset_unit = bins_per_offset / women[c];
            for (std::size_t i = 0; i < row; ++i) to_cumulative[i] = to_double(cumulative[i]) / women[c];
            for (std::size_t i = 0; i < offset_row; ++i) to_offset[i] = to_double(offset[i]) * offset_unit;
        }
    mixtures.mix(result.cumulative.numbers(), result.cells);
    mixtures.mix(result.offset.numbers(), result.cells);
    return result;
}

/// In half ticks the offset of events is a whole number. Fewer than 2^15 of them lead to the horizon: sums over up to
/// 2^48 women stay within 63 bits.
auto half_ticks(const EndpointPlan& plan) {
    return [to_event = plan.half_ticks_to_event](std::uint64_t count, std::uint64_t offset_ticks) {
        return 2 * offset_ticks + to_event * count;
    };
}

double bins_per_half_tick(const TallyShape& shape) {
    return std::ldexp(0.5, -static_cast<int>(shape.tick_shift));
}

Extent batch_extent(const TallyShape& shape) {
    return {shape.strategies, shape.cells, shape.edges, shape.interval_end_bins.size()};
}

SeriesSums<std::int64_t> batch_sums(const EndpointPlan& plan, const Tallies& tallies, std::size_t batch) {
    const std::size_t first = tallies.shape.coarse({.batch = batch});
    return sum_series<std::int64_t>(plan, batch_extent(tallies.shape), tallies.batch_counts.data() + first,
                                    tallies.batch_offsets.data() + first, half_ticks(plan));
}

/// sums = operation(sums, others), number by number.
template <class Operation>
void combine(SeriesSums<std::int64_t>& sums, Operation operation, const SeriesSums<std::int64_t>& others) {
    const auto each = [&](std::vector<std::int64_t>& into, const std::vector<std::int64_t>& from) {
        std::transform(into.begin(), into.end(), from.begin(), into.begin(), operation);
    };
    each(sums.cumulative, others.cumulative);
    each(sums.offset, others.offset);
}

}  // namespace

StrategyMixtures::StrategyMixtures(const Model& model, const Parameters& parameters, const Population& population)
    : is_mix_(model.strategies.size(), false), starts_(population.cells.size()) {
    for (const Stratum& stratum : population.strata) starts_[stratum.cell] = start_of(model, stratum.levels);
    for (StrategyIndex s; s < model.strategies.size(); ++s) {
        const Strategy& strategy = model.strategies[s];
        is_mix_[s] = !strategy.mix.empty();
        if (!is_mix_[s]) {
            simulated_.push_back(s);
            continue;
        }
        for (CellIndex c; c < population.cells.size(); ++c) {
            MixedCell cell{s, c, {}};
            for (const MixWeight& part : rule_for(strategy, population, population.cells[c]).weights)
                cell.components.push_back({StrategyIndex(part.component), {}, parameters.value(part.weight)});
            mixed_.push_back(std::move(cell));
        }
    }
    for (MixedCell& cell : mixed_)
        for (Component& component : cell.components) component.simulated = simulated_place(component.strategy);
}

SimulatedIndex StrategyMixtures::simulated_place(StrategyIndex strategy) const {
    const auto place = std::find(simulated_.begin(), simulated_.end(), strategy);
    if (place == simulated_.end()) throw std::logic_error("a mix has simulated strategies only");
    return SimulatedIndex(static_cast<std::size_t>(place - simulated_.begin()));
}

std::vector<StrategyMixtures::Component> StrategyMixtures::components(StrategyIndex strategy, CellIndex cell) const {
    if (!is_mix(strategy)) return {{strategy, simulated_place(strategy), 1}};
    const auto mixed = std::partition_point(mixed_.begin(), mixed_.end(), [&](const MixedCell& before) {
        return std::pair<std::size_t, std::size_t>(before.strategy, before.cell) <
               std::pair<std::size_t, std::size_t>(strategy, cell);
    });
    return mixed->components;
}

std::vector<StrategyMixtures::Component> StrategyMixtures::components_of_all_cells(StrategyIndex strategy) const {
    const std::vector<Component>* shared = nullptr;
    for (const MixedCell& cell : mixed_) {
        if (cell.strategy != strategy) continue;
        if (shared != nullptr && *shared != cell.components) return {};
        shared = &cell.components;
    }
    return shared == nullptr ? std::vector<Component>{} : *shared;
}

void StrategyMixtures::mix(std::span<double> values, std::size_t cells) const {
    const std::size_t row = values.size() / (strategies() * cells);
    for (const MixedCell& cell : mixed_) {
        double* mixed = values.data() + (cell.strategy * cells + cell.cell) * row;
        // x_0 + sum_m w_m (x_m - x_0), the weighted sum for weights that sum to 1: a mix of equal components is
        // then equal to them to the last bit, and contrasts between twins have no rounding noise.
        const double* first = values.data() + (cell.components.front().strategy * cells + cell.cell) * row;
        std::copy_n(first, row, mixed);
        for (std::size_t m = 1; m < cell.components.size(); ++m) {
            const Component& component = cell.components[m];
            const double* other = values.data() + (component.strategy * cells + cell.cell) * row;
            for (std::size_t i = 0; i < row; ++i) mixed[i] += component.weight * (other[i] - first[i]);
        }
    }
}

void CellIncidence::add(StrategyIndex strategy, CellIndex cell, double weight, bool first, const Rows& sum) const {
    const StoredRows rows = *stored(strategy, cell);
    add_weighted(weight, first, sum.cumulative, [&](std::size_t i) { return rows.cumulative[i]; });
    add_weighted(weight, first, sum.offset, [&](std::size_t i) { return rows.offset[i]; });
}

std::vector<double> women_per_cell(const Tallies& tallies) {
    std::vector<double> women(tallies.shape.cells, 0.0);
    for (std::size_t i = 0; i < tallies.patients.size(); ++i)
        women[i % women.size()] += static_cast<double>(tallies.patients[i]);
    return women;
}

CellIncidence fine_incidence(const EndpointPlan& plan, const StrategyMixtures& mixtures, const Tallies& tallies) {
    const TallyShape& shape = tallies.shape;
    const Extent extent{shape.strategies, shape.cells, shape.edges, shape.bins};
    const auto sums =
        sum_series<std::int64_t>(plan, extent, tallies.counts.data(), tallies.offsets.data(), half_ticks(plan));
    const auto grids = std::make_shared<const SeriesGrids>(plan, TimeGrid::of_bins(shape.bins));
    return per_woman(grids, mixtures, sums, women_per_cell(tallies), bins_per_half_tick(shape));
}

LeaveOneOut::LeaveOneOut(const EndpointPlan& plan, const StrategyMixtures& mixtures, const Tallies& tallies)
    : plan_(plan),
      mixtures_(mixtures),
      tallies_(tallies),
      women_(women_per_cell(tallies)),
      grids_(std::make_shared<const SeriesGrids>(plan, TimeGrid{tallies.shape.interval_end_bins})) {
    const std::size_t size = tallies.batch_counts.size() / batches();
    std::vector<std::uint64_t> counts(size), offsets(size);
    for (std::size_t b = 0; b < batches(); ++b)
        for (std::size_t i = 0; i < size; ++i) {
            counts[i] += tallies.batch_counts[b * size + i];
            offsets[i] += tallies.batch_offsets[b * size + i];
        }
    total_ =
        sum_series<std::int64_t>(plan, batch_extent(tallies.shape), counts.data(), offsets.data(), half_ticks(plan));
}

CellIncidence LeaveOneOut::all() const {
    return per_woman(grids_, mixtures_, total_, women_, bins_per_half_tick(tallies_.shape));
}

CellIncidence LeaveOneOut::without(std::size_t batch) const {
    std::vector<double> women_left = women_;
    for (std::size_t c = 0; c < women_left.size(); ++c)
        women_left[c] -= static_cast<double>(tallies_.patients[batch * women_left.size() + c]);
    SeriesSums<std::int64_t> rest = total_;
    combine(rest, std::minus<>{}, batch_sums(plan_, tallies_, batch));
    return per_woman(grids_, mixtures_, rest, women_left, bins_per_half_tick(tallies_.shape));
}

CellIncidence expected_incidence(const EndpointPlan& plan, const StrategyMixtures& mixtures,
                                 const Population& population, const ExpectedTallies& expected) {
    const Extent extent{expected.strategies, population.cells.size(), expected.edges, expected.bins};
    const std::size_t row = extent.edges * extent.intervals;
    std::vector<double> probability(extent.strategies * extent.cells * row, 0.0), offset = probability;
    std::vector<double> cell_weight(extent.cells, 0.0);
    for (const Stratum& stratum : population.strata) cell_weight[stratum.cell] += stratum.weight;
    for (SimulatedIndex s; s < extent.strategies; ++s)
        for (StratumIndex h; h < expected.strata; ++h) {
            const std::size_t cell = population.strata[h].cell;
            const double weight = population.strata[h].weight / cell_weight[cell];
            const std::size_t from = expected.index(s, h, {}, 0), to = (s * extent.cells + cell) * row;
            for (std::size_t i = 0; i < row; ++i) {
                probability[to + i] += weight * expected.probability[from + i];
                offset[to + i] += weight * expected.offset_bins[from + i];
            }
        }
    const auto sums = sum_series<double>(plan, extent, probability.data(), offset.data(),
                                         [](double /*probability*/, double bins) { return bins; });
    const auto grids = std::make_shared<const SeriesGrids>(plan, TimeGrid::of_bins(expected.bins));
    return per_woman(grids, mixtures, sums, std::vector<double>(extent.cells, 1.0), 1.0);
}

}  // namespace ibtr
