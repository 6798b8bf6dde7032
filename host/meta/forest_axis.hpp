#pragma once

#include <string>
#include <utility>
#include <vector>

#include "meta/meta_report.hpp"

namespace ibtr::meta {

/// The horizontal axis of a forest plot, on the scale of pooling.
struct ForestAxis {
    double low = 0, high = 0;
    std::vector<std::pair<double, std::string>> ticks;  ///< position and what people read there
};

/// Wide enough for every interval, but for those that reach very far out, which are cut off there.
ForestAxis forest_axis(const MetaAnalysis& analysis);

}  // namespace ibtr::meta
