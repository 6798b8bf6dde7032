#include "uncertainty/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <string_view>

namespace ibtr {

namespace extended {
namespace {

namespace math = boost::math;

/// A normal with mean 0 and standard deviation 1 cut to [low, high]; where all of it lies above 0 it is mirrored, so
/// that probabilities of the upper tail are not differences from 1.
class CutNormal {
public:
    explicit CutNormal(const Distribution& d) : mean_(d.first), sd_(d.second), mirrored_(Real{d.low} > Real{d.first}) {
        const Real a = (Real{d.low} - mean_) / sd_, b = (Real{d.high} - mean_) / sd_;
        low_ = mirrored_ ? -b : a;
        high_ = mirrored_ ? -a : b;
        below_ = normal_cumulative(low_);
        mass_ = normal_cumulative(high_) - below_;
    }

    [[nodiscard]] Real quantile(Real probability) const {
        const Real p = mirrored_ ? 1 - probability : probability;
        const Real inner = below_ + p * mass_;
        const Real z = inner <= 0 ? low_ : inner >= 1 ? high_ : std::clamp(normal_quantile(inner), low_, high_);
        return mean_ + sd_ * (mirrored_ ? -z : z);
    }
    [[nodiscard]] Real cumulative(Real x) const {
        const Real z = (x - mean_) / sd_ * (mirrored_ ? -1 : 1);
        const Real p = (normal_cumulative(std::clamp(z, low_, high_)) - below_) / mass_;
        return mirrored_ ? 1 - p : p;
    }
    /// Johnson, Kotz, Balakrishnan: Continuous univariate distributions 1, section 10.1.
    [[nodiscard]] Real mean() const {
        const Real shift = (density(low_) - density(high_)) / mass_;
        return mean_ + sd_ * (mirrored_ ? -shift : shift);
    }
    [[nodiscard]] Real standard_deviation() const {
        const Real shift = (density(low_) - density(high_)) / mass_;
        const Real edges = (edge(low_) - edge(high_)) / mass_;
        return sd_ * std::sqrt(std::max(Real{0}, 1 + edges - shift * shift));
    }

private:
    static Real density(Real z) { return std::isinf(z) ? 0 : math::pdf(math::normal_distribution<Real>(), z); }
    static Real edge(Real z) { return std::isinf(z) ? 0 : z * density(z); }

    Real mean_, sd_;
    bool mirrored_;
    Real low_ = 0, high_ = 0, below_ = 0, mass_ = 1;
};

math::beta_distribution<Real> pert_shape(const Distribution& d) {
    const Real mode = (Real{d.first} - Real{d.low}) / (Real{d.high} - Real{d.low});
    return {1 + 4 * mode, 1 + 4 * (1 - mode)};
}

Real triangular_quantile(const Distribution& d, Real p) {
    const Real low = d.low, high = d.high, mode = d.first, width = high - low;
    if (p * width < mode - low) return low + std::sqrt(p * width * (mode - low));
    return high - std::sqrt((1 - p) * width * (high - mode));
}

Real triangular_cumulative(const Distribution& d, Real x) {
    const Real low = d.low, high = d.high, mode = d.first, width = high - low;
    if (x <= low) return 0;
    if (x >= high) return 1;
    if (x < mode) return (x - low) * (x - low) / (width * (mode - low));
    return 1 - (high - x) * (high - x) / (width * (high - mode));
}

}  // namespace

Real normal_cumulative(Real z) {
    if (std::isinf(z)) return z < 0 ? 0 : 1;
    return math::cdf(math::normal_distribution<Real>(), z);
}

Real normal_quantile(Real probability) {
    return math::quantile(math::normal_distribution<Real>(), probability);
}

Real quantile(const Distribution& d, Real p) {
    switch (d.family) {
        case DistributionFamily::beta:
            return math::quantile(math::beta_distribution<Real>(d.first, d.second), p);
        case DistributionFamily::gamma:
            return math::quantile(math::gamma_distribution<Real>(d.first, d.second), p);
        case DistributionFamily::lognormal:
            return std::exp(Real{d.first} + Real{d.second} * normal_quantile(p));
        case DistributionFamily::normal:
            return Real{d.first} + Real{d.second} * normal_quantile(p);
        case DistributionFamily::truncated_normal:
            return CutNormal(d).quantile(p);
        case DistributionFamily::uniform:
            return Real{d.low} + p * (Real{d.high} - Real{d.low});
        case DistributionFamily::triangular:
            return triangular_quantile(d, p);
        case DistributionFamily::pert:
            return Real{d.low} + (Real{d.high} - Real{d.low}) * math::quantile(pert_shape(d), p);
    }
    return 0;
}

Real cumulative(const Distribution& d, Real x) {
    const bool below = x <= Real{d.low}, above = x >= Real{d.high};
    switch (d.family) {
        case DistributionFamily::beta:
            return x <= 0 ? 0 : x >= 1 ? 1 : math::cdf(math::beta_distribution<Real>(d.first, d.second), x);
        case DistributionFamily::gamma:
            return x <= 0 ? 0 : math::cdf(math::gamma_distribution<Real>(d.first, d.second), x);
        case DistributionFamily::lognormal:
            return x <= 0 ? 0 : normal_cumulative((std::log(x) - Real{d.first}) / Real{d.second});
        case DistributionFamily::normal:
            return normal_cumulative((x - Real{d.first}) / Real{d.second});
        case DistributionFamily::truncated_normal:
            return below ? 0 : above ? 1 : CutNormal(d).cumulative(x);
        case DistributionFamily::uniform:
            return below ? 0 : above ? 1 : (x - Real{d.low}) / (Real{d.high} - Real{d.low});
        case DistributionFamily::triangular:
            return triangular_cumulative(d, x);
        case DistributionFamily::pert:
            return below ? 0 : above ? 1 : math::cdf(pert_shape(d), (x - Real{d.low}) / (Real{d.high} - Real{d.low}));
    }
    return 0;
}

Real mean(const Distribution& d) {
    const Real low = d.low, high = d.high, first = d.first, second = d.second;
    switch (d.family) {
        case DistributionFamily::beta:
            return first / (first + second);
        case DistributionFamily::gamma:
            return first * second;
        case DistributionFamily::lognormal:
            return std::exp(first + second * second / 2);
        case DistributionFamily::normal:
            return first;
        case DistributionFamily::truncated_normal:
            return CutNormal(d).mean();
        case DistributionFamily::uniform:
            return (low + high) / 2;
        case DistributionFamily::triangular:
            return (low + high + first) / 3;
        case DistributionFamily::pert:
            return (low + 4 * first + high) / 6;
    }
    return 0;
}

Real standard_deviation(const Distribution& d) {
    const Real low = d.low, high = d.high, first = d.first, second = d.second, sum = first + second;
    switch (d.family) {
        case DistributionFamily::beta:
            return std::sqrt(first * second / (sum * sum * (sum + 1)));
        case DistributionFamily::gamma:
            return std::sqrt(first) * second;
        case DistributionFamily::lognormal:
            return extended::mean(d) * std::sqrt(std::expm1(second * second));
        case DistributionFamily::normal:
            return second;
        case DistributionFamily::truncated_normal:
            return CutNormal(d).standard_deviation();
        case DistributionFamily::uniform:
            return (high - low) / std::sqrt(Real{12});
        case DistributionFamily::triangular:
            return std::sqrt((low * low + high * high + first * first - low * high - low * first - high * first) / 18);
        case DistributionFamily::pert:
            return std::sqrt((extended::mean(d) - low) * (high - extended::mean(d)) / 7);
    }
    return 0;
}

}  // namespace extended

namespace {

constexpr std::array<std::string_view, 8> family_names{
    "beta", "gamma", "lognormal", "normal", "truncated_normal", "uniform", "triangular", "pert"};

}  // namespace

double quantile(const Distribution& distribution, double probability) {
    constexpr int bits = 40;
    return round_to_bits(extended::quantile(distribution, probability), bits);
}

double cumulative(const Distribution& distribution, double x) {
    return static_cast<double>(extended::cumulative(distribution, x));
}

double mean(const Distribution& distribution) {
    return static_cast<double>(extended::mean(distribution));
}

double standard_deviation(const Distribution& distribution) {
    return static_cast<double>(extended::standard_deviation(distribution));
}

std::string in_words(const Distribution& d) {
    const std::string_view name = family_names[static_cast<std::size_t>(d.family)];
    switch (d.family) {
        case DistributionFamily::beta:
            return fmt::format("{}(alpha {:.6g}, beta {:.6g})", name, d.first, d.second);
        case DistributionFamily::gamma:
            return fmt::format("{}(shape {:.6g}, scale {:.6g})", name, d.first, d.second);
        case DistributionFamily::lognormal:
            return fmt::format("{}(median {:.6g}, sd of the log {:.6g})", name, std::exp(d.first), d.second);
        case DistributionFamily::normal:
            return fmt::format("{}(mean {:.6g}, sd {:.6g})", name, d.first, d.second);
        case DistributionFamily::truncated_normal:
            return fmt::format("{}(mean {:.6g}, sd {:.6g}, cut to {:.6g} ... {:.6g})", name, d.first, d.second, d.low,
                               d.high);
        case DistributionFamily::uniform:
            return fmt::format("{}({:.6g} ... {:.6g})", name, d.low, d.high);
        case DistributionFamily::triangular:
        case DistributionFamily::pert:
            return fmt::format("{}({:.6g} ... {:.6g}, mode {:.6g})", name, d.low, d.high, d.first);
    }
    return std::string(name);
}

std::optional<DistributionFamily> distribution_family(const std::string& name) {
    const auto* const place = std::find(family_names.begin(), family_names.end(), name);
    if (place == family_names.end()) return std::nullopt;
    return static_cast<DistributionFamily>(place - family_names.begin());
}

double round_to_bits(long double x, int bits) {
    if (x == 0 || !std::isfinite(x)) return static_cast<double>(x);
    int exponent = 0;
    const long double mantissa = std::frexp(x, &exponent);
    return static_cast<double>(std::ldexp(std::nearbyint(std::ldexp(mantissa, bits)), exponent - bits));
}

double normal_variate(std::uint64_t word) {
    const double u = (static_cast<double>(word >> 11) + 0.5) * 0x1p-53;
    return static_cast<double>(extended::normal_quantile(static_cast<extended::Real>(u)));
}

double sd_from_range(double lowest, double highest, double n) {
    const long double z = extended::normal_quantile((static_cast<long double>(n) - 0.375L) / (n + 0.25L));
    return static_cast<double>((static_cast<long double>(highest) - lowest) / (2 * z));
}

double sd_from_quartiles(double lower, double upper, double n) {
    const long double z = extended::normal_quantile((0.75L * n - 0.125L) / (n + 0.25L));
    return static_cast<double>((static_cast<long double>(upper) - lower) / (2 * z));
}

}  // namespace ibtr
