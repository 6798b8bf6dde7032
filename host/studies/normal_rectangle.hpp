#pragma once

#include <span>
#include <vector>

namespace ibtr::studies {

/// A normal distribution of several numbers.
struct NormalLaw {
    std::vector<double> mean;
    std::vector<double> covariance;  ///< row by row

    [[nodiscard]] std::size_t size() const { return mean.size(); }
    /// Logarithm of its density. @throws UsageError where one number follows from the others
    [[nodiscard]] double log_density(std::span<const double> at) const;
};

/// Mean and covariance of a sample, each row one observation of so many numbers.
NormalLaw normal_law(std::span<const double> rows, std::size_t numbers);

struct Probability {
    double value = 0;
    double error = 0;  ///< standard error of its integration
};

/// Probability that every number lies between its limits, which may be infinite. Genz (1992): the variables one after
/// another given those before, which makes an integral over a unit cube, here by Richtmyer's lattice with ten random
/// shifts and as many points as bring the error below a share of the value, 2^16 at most. Of one number it is exact.
/// @throws UsageError where one number follows from the others
Probability normal_rectangle(const NormalLaw& law, std::span<const double> low, std::span<const double> high,
                             double close_enough = 1e-4);

}  // namespace ibtr::studies
