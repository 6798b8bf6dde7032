#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

/// Statistics of samples and quantiles of the laws that intervals are made with.
namespace ibtr {

/// A number that there is not: a ratio to 0, an error of one value.
inline constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Ends of an interval; NaN where undefined.
struct Interval {
    double low = undefined, high = undefined;
};

/// z with Phi(z) = 0.975: half-width of a 95 % interval in standard errors.
inline constexpr double z_975 = 1.959963984540054;

/// The same of Student's t. @param degrees of freedom; NaN where there are none
double t_975(double degrees);

/// Sum of the values, first to last, over their number; NaN of none.
double mean(std::span<const double> values);

/// Sum of (value - mean)^2 over n - 1; NaN of fewer than two.
double sample_variance(std::span<const double> values, double mean);

/// Sums of a sample that is seen once, one value at a time.
class Moments {
public:
    void add(double value) {
        ++count_;
        sum_ += value;
        squares_ += value * value;
    }
    [[nodiscard]] double count() const { return static_cast<double>(count_); }
    [[nodiscard]] double mean() const { return sum_ / count(); }
    /// Sum of (value - mean)^2, as sum of value^2 - (sum of value)^2 / n: rounding may leave it a little below 0, and
    /// values whose mean is large against their spread lose digits.
    [[nodiscard]] double squared_deviations() const { return squares_ - sum_ * sum_ / count(); }

private:
    std::size_t count_ = 0;
    double sum_ = 0, squares_ = 0;
};

/// The p-quantile of a sample, linear between order statistics: x_k + (h - k) (x_(k+1) - x_k) with h = (n - 1) p and k
/// its whole part (Hyndman and Fan 1996, type 7; R's default).
/// @param sorted ascending, not empty @param p in [0, 1]
double sorted_quantile(std::span<const double> sorted, double p);

/// The same of values in any order, which it rearranges but does not sort.
double quantile(std::span<double> values, double p);

/// The first value at which the sum of the weights reaches `weight`; the last where none does.
/// @param sorted (value, weight), ascending by value, not empty
double weighted_quantile(std::span<const std::pair<double, double>> sorted, double weight);

}  // namespace ibtr
