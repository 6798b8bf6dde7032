#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "ibtr/model.hpp"

namespace ibtr {

enum class DistributionFamily : std::uint8_t {
    beta,              ///< first = alpha, second = beta, on [0, 1]
    gamma,             ///< first = shape, second = scale
    lognormal,         ///< first = mean, second = standard deviation, both of the logarithm
    normal,            ///< first = mean, second = standard deviation
    truncated_normal,  ///< first, second as for the normal before it is cut to [low, high]
    uniform,           ///< on [low, high]
    triangular,        ///< first = mode, on [low, high]
    pert,              ///< first = mode, on [low, high]: a beta with alpha = 1 + 4 (mode - low) / (high - low) and
                       ///< beta = 1 + 4 (high - mode) / (high - low) (Malcolm et al. 1959; Vose 2008)
};

/// A probability distribution of one parameter.
struct Distribution {
    DistributionFamily family = DistributionFamily::uniform;
    double first = 0, second = 0;
    double low = -std::numeric_limits<double>::infinity();  ///< ends of the support, for the families that take them
    double high = std::numeric_limits<double>::infinity();
    bool operator==(const Distribution&) const = default;
};

/// Inverse of the distribution function, computed in extended precision and rounded to 40 significant bits
/// (relative 5e-13), so that the last bits of a mathematics library do not decide a result.
/// @param probability in (0, 1)
double quantile(const Distribution& distribution, double probability);
/// Distribution function.
double cumulative(const Distribution& distribution, double x);
double mean(const Distribution& distribution);
double standard_deviation(const Distribution& distribution);

/// "gamma(shape 12, scale 0.0018)", with six significant digits.
std::string in_words(const Distribution& distribution);

/// The family's name in a config. @return nothing where there is no such family
std::optional<DistributionFamily> distribution_family(const std::string& name);

/// What a parameter's `value` is of its distribution.
enum class PointEstimate : std::uint8_t { mean, median, mode };

/// A distribution made from published numbers.
struct FittedDistribution {
    Distribution distribution;
    PointEstimate point = PointEstimate::mean;
    double point_value = 0;  ///< that of the distribution
    /// |point_value - published value| as a share of the distribution's 95 % interval: 0 where the fit uses
    /// the value itself, else how well the family suits the numbers.
    double misfit = 0;
};

/// A misfit above this is worth a warning.
inline constexpr double largest_silent_misfit = 0.1;

/// Least shape of a gamma or beta that can be drawn: of flatter ones too much lies below the least number.
inline constexpr double flattest_shape = 1e-3;

/// The distribution that published numbers stand for (docs/config.md, "Uncertainty"). A 95 % interval is matched at
/// both ends; events and sample_size give beta(events, sample_size - events) or gamma(events, 1 / sample_size); a
/// standard error is matched together with the value; the spread of patients (sd, iqr, range) is first turned into
/// the standard error of their mean. Parameters are rounded to 32 significant bits.
/// @throws UsageError where the numbers do not fit the family, saying why and what to give instead.
FittedDistribution fit_distribution(double value, const Uncertainty& uncertainty);

/// Distributions in extended precision (80 bits on x86-64), the accuracy at which they are fitted and drawn.
namespace extended {

using Real = long double;

inline constexpr Real low_tail = 0.025L, high_tail = 0.975L;  ///< ends of a 95 % interval

Real quantile(const Distribution& distribution, Real probability);
Real cumulative(const Distribution& distribution, Real x);
Real mean(const Distribution& distribution);
Real standard_deviation(const Distribution& distribution);

/// Phi and its inverse.
Real normal_cumulative(Real z);
Real normal_quantile(Real probability);

}  // namespace extended

/// Nearest number with the given count of significant bits. Results of a mathematics library that differ in their
/// last bits round to the same number unless they lie astride a midpoint, which is as rare as their error is small
/// against the grid.
double round_to_bits(long double x, int bits);

/// A standard normal number from one word of a generator, by inversion: the same on every machine, unlike
/// std::normal_distribution.
double normal_variate(std::uint64_t word);

/// Standard deviation of patients from what is printed of their spread, for roughly normal data
/// (Wan, Wang, Liu, Tong 2014, BMC Med Res Methodol 14:135, equations 9 and 16).
/// @param n number of patients, 2 or more
double sd_from_range(double lowest, double highest, double n);
double sd_from_quartiles(double lower, double upper, double n);

}  // namespace ibtr
