#pragma once

#include <cstdint>

#include "base/statistics.hpp"

namespace ibtr::psa {

/// How simulation noise goes with the value of an outcome.
struct NoiseSlope {
    double covariance = 0;  ///< of noise variance and value, over draws
    double z = 0;           ///< the same in standard errors, those of noise that is independent of the value
};

/// Sums of an outcome's values and squared half differences over draws that are seen once.
class NoiseTrend {
public:
    void add(double value, float half_difference) {
        if (count_++ == 0) origin_ = value;  // so that little is lost where values differ little
        const double u = value - origin_, half = static_cast<double>(half_difference), g = half * half;
        u_ += u;
        uu_ += u * u;
        g_ += g;
        gg_ += g * g;
        ug_ += u * g;
    }
    /// Mean of the squared half differences: the variance of a draw's simulation error.
    [[nodiscard]] double noise() const { return g_ / static_cast<double>(count_); }
    [[nodiscard]] NoiseSlope slope() const;

private:
    std::uint64_t count_ = 0;
    double origin_ = 0, u_ = 0, uu_ = 0, g_ = 0, gg_ = 0, ug_ = 0;
};

/// The shift of a limit that is worth a refusal, in standard deviations of the parameters: 1 %, or the limit's own
/// standard error from finite draws (2.67 standard deviations / sqrt(draws) for normal values).
double least_shift_that_matters(double draws);

/// Whether noise depends on the value so much that draws moved towards their mean, all by one factor, would have other
/// limits than draws without noise. Noise of variance N(x) moves the limit at x by (N(x) (x - m) / sp2 - N'(x)) / 2, to
/// first order and for a normal law of variance sp2: by slope ((x - m)^2 / sp2 - 1) / 2 more than noise that is even.
/// What is less than least_shift_that_matters does not count.
/// @param mean, parameter_variance of the outcome on its scale @param limits without noise as far as they are known
bool noise_is_uneven(const NoiseSlope& slope, double mean, double parameter_variance, double draws, Interval limits);

}  // namespace ibtr::psa
