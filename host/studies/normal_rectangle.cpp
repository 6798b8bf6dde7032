#include "studies/normal_rectangle.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numbers>
#include <random>

#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "survival/small_matrix.hpp"

namespace ibtr::studies {
namespace {

/// P(Z > z).
double upper_tail(double z) {
    return std::erfc(z / std::numbers::sqrt2) / 2;
}

/// A standard normal number between two limits: how likely it is, and the one of a share of that. By whichever tail is
/// shorter, so that both keep their digits far out.
class NormalBetween {
public:
    NormalBetween(double low, double high) : mirrored_(low > 0) {
        const double from = mirrored_ ? -high : low, to = mirrored_ ? -low : high;
        start_ = upper_tail(-from);
        probability_ = std::max(0.0, upper_tail(-to) - start_);
    }
    [[nodiscard]] double probability() const { return probability_; }
    [[nodiscard]] double at(double share) const {
        const double p = start_ + (mirrored_ ? 1 - share : share) * probability_;
        const double z = quantile(boost::math::normal(), std::clamp(p, 1e-300, 1 - 0x1p-53));
        return mirrored_ ? -z : z;
    }

private:
    bool mirrored_;
    double start_, probability_;
};

std::vector<double> factor_of(const NormalLaw& law) {
    std::vector<double> factor = law.covariance;
    if (survival::factorise(factor, law.size()))
        throw UsageError(
            "an endpoint that follows from the others, or never varies: leave it out of the studies of the same women");
    return factor;
}

/// Genz's integrand at a point of the unit cube.
double integrand(const NormalLaw& law, const std::vector<double>& factor, std::span<const double> low,
                 std::span<const double> high, std::span<const double> point, std::vector<double>& z) {
    const std::size_t n = law.size();
    double product = 1;
    for (std::size_t i = 0; i < n; ++i) {
        double given = law.mean[i];
        for (std::size_t k = 0; k < i; ++k) given += factor[i * n + k] * z[k];
        const double sd = factor[i * n + i];
        const NormalBetween between((low[i] - given) / sd, (high[i] - given) / sd);
        product *= between.probability();
        if (!(product > 0)) return 0;
        if (i + 1 < n) z[i] = between.at(point[i]);
    }
    return product;
}

}  // namespace

double NormalLaw::log_density(std::span<const double> at) const {
    const std::vector<double> factor = factor_of(*this);
    const std::size_t n = size();
    double sum = -0.5 * static_cast<double>(n) * std::log(2 * std::numbers::pi);
    std::vector<double> z(n);
    for (std::size_t i = 0; i < n; ++i) {
        double rest = at[i] - mean[i];
        for (std::size_t k = 0; k < i; ++k) rest -= factor[i * n + k] * z[k];
        z[i] = rest / factor[i * n + i];
        sum -= z[i] * z[i] / 2 + std::log(factor[i * n + i]);
    }
    return sum;
}

NormalLaw normal_law(std::span<const double> rows, std::size_t numbers) {
    const std::size_t count = rows.size() / numbers;
    NormalLaw law{std::vector<double>(numbers, 0), std::vector<double>(numbers * numbers, 0)};
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t i = 0; i < numbers; ++i) law.mean[i] += rows[r * numbers + i] / static_cast<double>(count);
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t i = 0; i < numbers; ++i)
            for (std::size_t k = 0; k < numbers; ++k)
                law.covariance[i * numbers + k] += (rows[r * numbers + i] - law.mean[i]) *
                                                   (rows[r * numbers + k] - law.mean[k]) /
                                                   (static_cast<double>(count) - 1);
    return law;
}

Probability normal_rectangle(const NormalLaw& law, std::span<const double> low, std::span<const double> high,
                             double close_enough) {
    constexpr std::size_t shifts = 10, most_points = 1U << 16U;
    const std::size_t n = law.size();
    const std::vector<double> factor = factor_of(law);
    std::vector<double> z(n), point(n);
    if (n == 1) return {integrand(law, factor, low, high, point, z), 0};
    constexpr std::array primes{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53};
    if (n > primes.size()) throw UsageError("at most 16 published p values of the same women");
    Probability result;
    for (std::size_t points = 256; points <= most_points; points *= 4) {
        std::mt19937_64 random(points);
        std::vector<double> means;
        for (std::size_t s = 0; s < shifts; ++s) {
            std::vector<double> shift;
            for (std::size_t i = 0; i < n; ++i) shift.push_back(static_cast<double>(random() >> 11U) * 0x1p-53);
            double sum = 0;
            for (std::size_t p = 0; p < points; ++p) {
                for (std::size_t i = 0; i < n; ++i) {
                    const double x = static_cast<double>(p + 1) * std::sqrt(static_cast<double>(primes[i])) + shift[i];
                    point[i] = std::abs(2 * (x - std::floor(x)) - 1);  // folded: the lattice then sees no jump at 1
                }
                sum += integrand(law, factor, low, high, point, z);
            }
            means.push_back(sum / static_cast<double>(points));
        }
        result.value = mean(means);
        result.error = std::sqrt(sample_variance(means, result.value) / static_cast<double>(shifts));
        if (result.error <= close_enough * result.value) break;
    }
    return result;
}

}  // namespace ibtr::studies
