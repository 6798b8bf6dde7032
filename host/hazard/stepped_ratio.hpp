#pragma once

#include <memory>
#include <vector>

#include "ibtr/hazard.hpp"

namespace ibtr {

/// A hazard ratio that is constant from each start to the next, and from the last one on.
struct SteppedRatio {
    std::vector<double> starts_years;  ///< ascending; the first is 0
    std::vector<long double> values;   ///< one a start, >= 0
};

/// H(x) = sum over the pieces of r (H0(end) - H0(start)): a hazard multiplied by such a ratio.
std::unique_ptr<CumulativeHazard> make_stepped(std::unique_ptr<CumulativeHazard> hazard, SteppedRatio ratio);

}  // namespace ibtr
