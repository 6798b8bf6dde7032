#pragma once

#include <cstddef>
#include <vector>

#include "economics/discount.hpp"
#include "economics/value_schedule.hpp"
#include "estimate/time_grid.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

/// What a stay is worth by when it is: the value of a state is `at_start` times the share who begin in it, plus the sum
/// over intervals of `inside` times mean occupancy, `at_end` times occupancy at the end of the interval, and `rise`
/// times the rise of occupancy over it.
struct StayWeights {
    double at_start = 0;
    std::vector<double> inside;  ///< [interval]; 0 in a model in cycles
    std::vector<double> at_end;  ///< [interval]; 0 where time is continuous
    std::vector<double> rise;    ///< [interval]; 0 in a model in cycles: later stays in the interval count less

    /// Adds others of the same grid, those of bins, times a value. @param share when it holds; nullptr: always
    void add(double value, const StayWeights& others, const TimeShare* share);
    /// Those of bins, on intervals of another grid: mean occupancy of an interval stands for that of all of its bins
    /// and ends of cycles. For errors, which may be known less finely than what they are of.
    [[nodiscard]] StayWeights on(const TimeGrid& grid) const;
};

/// Weights [years] by bin, discounted: in continuous time the integral of the discount factor over each bin, and
/// for occupancy that rises along a line within it the first moment of the factor; in cycles
/// the length of a cycle, the weight of each end of a cycle and the factor there.
StayWeights stay_weights(const Model& model, CycleRewards rewards, const Discount& discount);

/// Weight of each end of cycles 0 ... cycles.
/// @throws UsageError for Simpson's rule over an odd number of cycles
std::vector<double> cycle_weights(CycleRewards rewards, std::size_t cycles);

/// What an event is worth by when it is: a line in each interval, `per_event` at its start and `per_bin` more for each
/// bin after it.
struct EventWeights {
    std::vector<double> per_event, per_bin;  ///< [interval]

    void add(double value, const EventWeights& others, const TimeShare* share);
    /// Those of bins, on intervals of another grid, as if events were spread evenly over an interval.
    [[nodiscard]] EventWeights on(const TimeGrid& grid) const;
};

/// Discount factors by bin: in continuous time the line between the factors at the bin's ends, lowered so that it is
/// exact for events spread evenly over the bin; in cycles the factor at the end of the cycle, under `start` at its
/// start.
EventWeights event_weights(const Model& model, CycleRewards rewards, const Discount& discount);

}  // namespace ibtr
