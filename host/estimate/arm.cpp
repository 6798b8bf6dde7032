#include "arm.hpp"

namespace ibtr {

Arm::Arm(const CellIncidence& cells, std::size_t strategy, const std::vector<double>& weights)
    : cumulative(cells.series * cells.intervals, 0.0), offset(cumulative.size(), 0.0) {
    for (std::size_t c = 0; c < cells.cells; ++c) {
        if (weights[c] == 0) continue;  // such a cell may hold no women
        const double* cell_cumulative = cells.cumulative.data() + cells.at(strategy, c, 0);
        const double* cell_offset = cells.offset.data() + cells.at(strategy, c, 0);
        for (std::size_t i = 0; i < cumulative.size(); ++i) {
            cumulative[i] += weights[c] * cell_cumulative[i];
            offset[i] += weights[c] * cell_offset[i];
        }
    }
}

}  // namespace ibtr
