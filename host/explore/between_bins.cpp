#include "explore/between_bins.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::explore {
namespace {

/// Slope at each point: that of the parabola through it and its neighbours, limited so that no piece overshoots.
std::vector<double> slopes(const std::vector<double>& values) {
    const std::size_t last = values.size() - 1;
    std::vector<double> rise(last), slope(values.size());
    for (std::size_t i = 0; i < last; ++i) rise[i] = values[i + 1] - values[i];
    slope.front() = last > 1 ? 1.5 * rise[0] - 0.5 * rise[1] : rise[0];
    slope.back() = last > 1 ? 1.5 * rise[last - 1] - 0.5 * rise[last - 2] : rise[last - 1];
    for (std::size_t i = 1; i < last; ++i) slope[i] = 0.5 * (rise[i - 1] + rise[i]);
    const auto limit = [](double& one, double by) {
        if (by == 0 || one * by < 0)
            one = 0;
        else if (std::abs(one) > 3 * std::abs(by))
            one = 3 * by;
    };
    for (std::size_t i = 0; i < last; ++i) {
        limit(slope[i], rise[i]);
        limit(slope[i + 1], rise[i]);
    }
    return slope;
}

}  // namespace

ReadBetween read_between(const std::vector<double>& values, std::size_t times_finer) {
    ReadBetween read{{values.front()}, 0};
    if (values.size() < 2) return read;
    const std::vector<double> slope = slopes(values);
    for (std::size_t i = 0; i + 1 < values.size(); ++i)
        for (std::size_t k = 1; k <= times_finer; ++k) {
            const double x = static_cast<double>(k) / static_cast<double>(times_finer), y = 1 - x;
            const double straight = y * values[i] + x * values[i + 1];
            const double rise = values[i + 1] - values[i];
            const double bend = x * y * ((slope[i] - rise) * y - (slope[i + 1] - rise) * x);
            read.values.push_back(k == times_finer ? values[i + 1] : straight + bend);
            if (std::isfinite(bend)) read.uncertainty = std::max(read.uncertainty, std::abs(bend));
        }
    return read;
}

}  // namespace ibtr::explore
