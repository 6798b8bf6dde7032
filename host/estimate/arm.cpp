#include "estimate/arm.hpp"

#include <algorithm>
#include <span>

namespace ibtr {

namespace {

/// Adds weight * from to a sum, or begins it.
void add(double weight, const double* from, bool first, std::span<double> sum) {
    if (first)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = weight * from[i];
    else
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * from[i];
}

}  // namespace

Arm::Arm(const CellIncidence& cells, StrategyIndex strategy, const std::vector<double>& weights)
    : cumulative(cells.grids->row()), offset(cells.grids->offset_row()) {
    bool first = true;
    for (CellIndex c; c < cells.cells; ++c) {
        if (weights[c] == 0) continue;  // such a cell may hold no women
        const std::size_t row = strategy * cells.cells + c;
        add(weights[c], cells.cumulative.data() + row * cells.grids->row(), first, cumulative.numbers());
        add(weights[c], cells.offset.data() + row * cells.grids->offset_row(), first, offset.numbers());
        first = false;
    }
    if (!first) return;
    std::ranges::fill(cumulative.numbers(), 0.0);
    std::ranges::fill(offset.numbers(), 0.0);
}

ArmAtRisk at_risk(const Endpoint& endpoint, const SeriesGrids& grids, const double* cumulative, const double* offset,
                  double weight) {
    const std::vector<double>& widths = grids.widths(endpoint.at_risk);
    const std::size_t intervals = widths.size();
    const double* events = cumulative + grids.first(endpoint.events);
    const double* ended = cumulative + grids.first(endpoint.at_risk);
    const double* time = offset + grids.first_offset(endpoint.time);
    ArmAtRisk result{Buffer<double>(intervals), Buffer<double>(intervals)};
    result.events[0] = weight * events[0];
    for (std::size_t j = 1; j < intervals; ++j) result.events[j] = weight * (events[j] - events[j - 1]);
    for (std::size_t j = 0; j < intervals; ++j) result.time[j] = weight * person_time(widths[j], ended[j], time[j]);
    return result;
}

}  // namespace ibtr
