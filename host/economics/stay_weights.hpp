#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

/// What a stay is worth by when it is: the value of a state is `at_start` times the share who begin in it, plus the sum
/// over bins of `in_bin` times mean occupancy and `at_end` times occupancy at the end of the bin.
struct StayWeights {
    double at_start = 0;
    std::vector<double> in_bin;  ///< [bin]; 0 in a model in cycles
    std::vector<double> at_end;  ///< [bin]; 0 where time is continuous

    /// The same, of stays between two times alone; of points of time, those after the first up to the second, or, where
    /// cycles count at their start, from the first up to before the second.
    [[nodiscard]] StayWeights between(const Model& model, CycleRewards rewards, double from_years,
                                      double to_years) const;
};

/// Weights [years], discounted: in continuous time the integral of (1 + r)^-t over each bin, in cycles the length of a
/// cycle, the weight of each end of a cycle and (1 + r)^-t there.
StayWeights stay_weights(const Model& model, CycleRewards rewards, double rate_per_year);

/// Weight of each end of cycles 0 ... cycles.
/// @throws UsageError for Simpson's rule over an odd number of cycles
std::vector<double> cycle_weights(CycleRewards rewards, std::size_t cycles);

}  // namespace ibtr
