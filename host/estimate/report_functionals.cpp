#include "estimate/report_functionals.hpp"

#include <set>

namespace ibtr {

std::vector<std::uint32_t> curve_points(const Model& model, bool all_women) {
    const auto bins = static_cast<std::uint32_t>(model.bins());
    const std::uint32_t step = all_women ? 1 : model.grid_per_year;
    const std::vector<std::uint32_t> landmarks = landmark_bins(model);
    std::set<std::uint32_t> points(landmarks.begin(), landmarks.end());
    points.insert(bins);
    for (std::uint32_t bin = step; bin < bins; bin += step) points.insert(bin);
    return {points.begin(), points.end()};
}

}  // namespace ibtr
