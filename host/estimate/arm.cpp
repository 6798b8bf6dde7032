#include "estimate/arm.hpp"

namespace ibtr {

Arm::Arm(const CellIncidence& cells, StrategyIndex strategy, const std::vector<double>& weights)
    : cumulative(cells.grids->row(), 0.0), offset(cells.grids->offset_row(), 0.0) {
    for (CellIndex c; c < cells.cells; ++c) {
        if (weights[c] == 0) continue;  // such a cell may hold no women
        const double* cell_cumulative = cells.cumulative.data() + cells.at(strategy, c, {});
        const double* cell_offset = cells.offset.data() + cells.offset_at(strategy, c, {});
        for (std::size_t i = 0; i < cumulative.size(); ++i) cumulative[i] += weights[c] * cell_cumulative[i];
        for (std::size_t i = 0; i < offset.size(); ++i) offset[i] += weights[c] * cell_offset[i];
    }
}

ArmAtRisk at_risk(const Endpoint& endpoint, const SeriesGrids& grids, const double* cumulative, const double* offset,
                  double weight) {
    const std::vector<double>& widths = grids.widths(endpoint.at_risk);
    const std::size_t intervals = widths.size();
    const double* events = cumulative + grids.first(endpoint.events);
    const double* ended = cumulative + grids.first(endpoint.at_risk);
    const double* time = offset + grids.first_offset(endpoint.time);
    ArmAtRisk result{std::vector<double>(intervals), std::vector<double>(intervals)};
    result.events[0] = weight * events[0];
    for (std::size_t j = 1; j < intervals; ++j) result.events[j] = weight * (events[j] - events[j - 1]);
    for (std::size_t j = 0; j < intervals; ++j) result.time[j] = weight * person_time(widths[j], ended[j], time[j]);
    return result;
}

}  // namespace ibtr
