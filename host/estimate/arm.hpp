#pragma once

#include <cstddef>
#include <vector>

#include "incidence.hpp"

namespace ibtr {

/// 1 - F. A remainder below 1e-14 is rounding of a sum of cells in which nobody is left: one woman of the largest
/// cohort weighs more.
inline double survivors(double cumulative) {
    const double left = 1 - cumulative;
    return left < 1e-14 ? 0 : left;
}

/// Events of an interval from a cumulative series.
inline double events_in(const double* cumulative, std::size_t interval) {
    return interval == 0 ? cumulative[0] : cumulative[interval] - cumulative[interval - 1];
}

/// Bins lived at risk in an interval, per woman at time 0: the whole width for those left at its end, and up to the
/// event for the others.
inline double person_time(double width, double cumulative, double offset) {
    return width * survivors(cumulative) + offset;
}

/// One strategy's women under one weighting: weighted sum of its cells, [series][interval].
struct Arm {
    Arm(const CellIncidence& cells, std::size_t strategy, const std::vector<double>& weights);

    std::vector<double> cumulative, offset;
};

/// Where the numbers of a hazard ratio's arm, or of one cell of it, lie: first interval of each series.
struct ArmAtRisk {
    const double* events;   ///< cumulative, of the event of interest
    const double* at_risk;  ///< cumulative, of whatever ends the time at risk
    const double* offset;   ///< of at_risk
    double weight;

    [[nodiscard]] double events_of(std::size_t interval) const { return weight * events_in(events, interval); }
    [[nodiscard]] double time_of(std::size_t interval, double width) const {
        return weight * person_time(width, at_risk[interval], offset[interval]);
    }
};

}  // namespace ibtr
