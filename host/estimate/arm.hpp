#pragma once

#include <cstddef>
#include <vector>

#include "estimate/hazard_ratio.hpp"
#include "estimate/incidence.hpp"

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

/// One strategy's women under one weighting: weighted sum of its cells, [series][interval] and [timed
/// series][interval].
struct Arm {
    Arm(const CellIncidence& cells, std::size_t strategy, const std::vector<double>& weights);

    std::vector<double> cumulative, offset;
};

/// Events and person-time of an endpoint, in an arm or in one cell of it.
/// @param cumulative, offset rows [series][interval] and [timed series][interval]
/// @param widths of the intervals [bins]
/// @param weight of these women among all
ArmAtRisk at_risk(const Endpoint& endpoint, const std::vector<double>& widths, const double* cumulative,
                  const double* offset, double weight);

}  // namespace ibtr
