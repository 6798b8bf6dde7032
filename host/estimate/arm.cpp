#include "estimate/arm.hpp"

#include <algorithm>

namespace ibtr {

Arm::Arm(const CellFractions& cells, StrategyIndex strategy, const std::vector<double>& weights)
    : cumulative(cells.grids->row()), offset(cells.grids->offset_row()) {
    bool first = true;
    for (CellIndex c; c < cells.cells; ++c) {
        if (weights[c] == 0) continue;  // such a cell may hold no women
        cells.add(strategy, c, weights[c], first, {cumulative.numbers(), offset.numbers()});
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
