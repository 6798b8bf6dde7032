#pragma once

#include <cstddef>
#include <vector>

namespace ibtr::explore {

/// Numbers at the ends of bins, read between them: cubic pieces that rise and fall where the numbers do (Fritsch and
/// Carlson 1980, SIAM J Numer Anal 17:238).
struct ReadBetween {
    std::vector<double> values;  ///< at 0, 1/times_finer, 2/times_finer, ... bins
    double uncertainty = 0;      ///< largest distance of a value from the straight line between its neighbours
};

/// @param values at 0, 1, 2, ... bins @param times_finer how many of the new bins make an old one
ReadBetween read_between(const std::vector<double>& values, std::size_t times_finer);

}  // namespace ibtr::explore
