#include "psa/noise_trend.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::psa {

NoiseSlope NoiseTrend::slope() const {
    const auto n = static_cast<double>(count_);
    // Sums of squares and products about the means.
    const double uu = uu_ - u_ * u_ / n, gg = gg_ - g_ * g_ / n, ug = ug_ - u_ * g_ / n;
    if (!(uu > 0 && gg > 0)) return {};
    return {ug / (n - 1), ug / std::sqrt(uu * gg) * std::sqrt(n)};
}

double least_shift_that_matters(double draws) {
    return std::max(0.01, 2.67 / std::sqrt(draws));
}

bool noise_is_uneven(const NoiseSlope& slope, double mean, double parameter_variance, double draws, Interval limits) {
    constexpr double certain = 3;  // standard errors: thousands of outcomes are looked at
    if (!(std::abs(slope.z) > certain)) return false;
    double most = 1;
    for (const double limit : {limits.low, limits.high})
        most = std::max(most, std::abs((limit - mean) * (limit - mean) / parameter_variance - 1));
    const double shift = std::abs(slope.covariance) / parameter_variance * most / 2;
    return shift > least_shift_that_matters(draws) * std::sqrt(parameter_variance);
}

}  // namespace ibtr::psa
