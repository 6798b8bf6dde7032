#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "hazard/families.hpp"

namespace ibtr {
namespace {

/// e^(x^2) erfc(x) for x >= 0; for x > 100, where erfc itself nears the smallest long double, from its
/// asymptotic series (NIST DLMF 7.12.1), whose first term left out is below 1e-18 there.
long double scaled_erfc(long double x) {
    if (x <= 100) return std::erfc(x) * std::exp(x * x);
    const long double u = 1 / (2 * x * x);
    return (1 + u * (-1 + u * (3 + u * (-15 + u * 105)))) * std::numbers::inv_sqrtpi_v<long double> / x;
}

/// ln(erfc(y) / 2 + r exp(-y^2)) for y >= 0.
long double log_normal_tail(long double y, long double r) {
    return -y * y + std::log(scaled_erfc(y) / 2 + r);
}

/// ln Q(a, u) in the tail u > a + 1, from Legendre's continued fraction (NIST DLMF 8.9.2) by the modified
/// Lentz algorithm.
long double log_upper_tail(long double a, long double u) {
    constexpr long double tiny = 1e-4000L;
    long double b = u + 1 - a;
    long double c = 1 / tiny;
    long double d = 1 / b;
    long double fraction = d;
    for (int n = 1; n < 10000; ++n) {
        const auto step = static_cast<long double>(n);
        const long double numerator = -step * (step - a);
        b += 2;
        d = numerator * d + b;
        if (std::abs(d) < tiny) d = tiny;
        c = b + numerator / c;
        if (std::abs(c) < tiny) c = tiny;
        d = 1 / d;
        const long double factor = d * c;
        fraction *= factor;
        if (std::abs(factor - 1) <= std::numeric_limits<long double>::epsilon()) break;
    }
    return a * std::log(u) - u - boost::math::lgamma(a) + std::log(fraction);
}

/// ln P(a, u) in the tail u < a, from the series P = u^a e^-u / Gamma(a + 1) (1 + u/(a+1) + ...)
/// (NIST DLMF 8.11.4); `log_u` because u itself may underflow.
long double log_lower_tail(long double a, long double log_u) {
    const long double u = std::exp(log_u);
    long double term = 1, sum = 1;
    for (long double n = 1; term > sum * std::numeric_limits<long double>::epsilon(); ++n) {
        term *= u / (a + n);
        sum += term;
    }
    return a * log_u - u - boost::math::lgamma(a + 1) + std::log(sum);
}

/// ln P(a, u) and ln Q(a, u).
struct LogIncompleteGamma {
    long double lower, upper;
};

/// The regularised incomplete gamma functions as logarithms, so that nothing underflows: Boost.Math where
/// both are ordinary numbers, series and continued fraction in the tails.
LogIncompleteGamma log_incomplete_gamma(long double a, long double log_u) {
    constexpr long double deep_tail = 1e-1000L;
    const long double u = std::exp(log_u);
    const auto from_lower = [](long double lower) { return LogIncompleteGamma{lower, std::log1p(-std::exp(lower))}; };
    const auto from_upper = [](long double upper) { return LogIncompleteGamma{std::log1p(-std::exp(upper)), upper}; };
    if (u < a / 2) return from_lower(log_lower_tail(a, log_u));
    if (u > std::max(2 * a, 50.0L)) return from_upper(log_upper_tail(a, u));
    const long double p = boost::math::gamma_p(a, u);
    const long double q = boost::math::gamma_q(a, u);
    if (p < deep_tail) return from_lower(log_lower_tail(a, log_u));
    if (q < deep_tail) return from_upper(log_upper_tail(a, u));
    return {p < q ? std::log(p) : std::log1p(-q), q < p ? std::log(q) : std::log1p(-p)};
}

/// |q| up to here is served by the expansion around the log-normal.
constexpr long double largest_expanded_q = 1e-3L;

/// Log-normal, and generalised gamma with |q| <= 1e-3: the uniform expansion of the incomplete gamma functions
/// for large a = 1 / q^2 (Temme, SIAM J Math Anal 1979;10:757; NIST DLMF 8.12). With d = q w, e^d - 1 - d = eta^2 / 2
/// and eta of the sign of d,
///     S = erfc(y) / 2 + r exp(-y^2),  y = eta / (q sqrt 2),  r = q c0(eta) / sqrt(2 pi),  c0 = 1 / (e^d - 1) - 1 /
///     eta.
/// The next term is below 1e-12 for |q| <= 1e-3; q = 0 leaves y = w / sqrt 2 and r = 0.
class NearLogNormal final : public CumulativeHazard {
public:
    NearLogNormal(long double mu, long double sigma, long double q) : mu_(mu), sigma_(sigma), q_(q) {}

    [[nodiscard]] long double at(long double x) const override {
        if (x <= 0) return 0;
        const long double w = (std::log(x) - mu_) / sigma_;
        const long double d = q_ * w;
        // Past d = 30, y^2 is above 1e18: all else is below its rounding, or there is no hazard at all.
        if (d > 30) return w < 0 ? 0 : std::min(std::expm1(std::min(d, 1000.0L)) / (q_ * q_), largest_cumulative);
        const long double stretch = std::sqrt(2 * bend(d));
        const long double y = w * stretch / std::numbers::sqrt2_v<long double>;
        const long double eta = d * stretch;
        const long double r =
            q_ * correction(d, eta) * std::numbers::inv_sqrtpi_v<long double> / std::numbers::sqrt2_v<long double>;
        const long double hazard = y < 0 ? -std::log1p(-std::exp(log_normal_tail(-y, -r))) : -log_normal_tail(y, r);
        return std::min(hazard, largest_cumulative);
    }

private:
    /// Below this |d|, series replace formulas that cancel.
    static constexpr long double small = 1e-3L;

    /// (e^d - 1 - d) / d^2.
    static long double bend(long double d) {
        if (std::abs(d) >= small) return (std::expm1(d) - d) / (d * d);
        return 1.0L / 2 + d * (1.0L / 6 + d * (1.0L / 24 + d * (1.0L / 120 + d * (1.0L / 720 + d / 5040))));
    }

    /// c0 = 1 / (e^d - 1) - 1 / eta; its series from DLMF 8.12.11.
    static long double correction(long double d, long double eta) {
        if (std::abs(d) >= small) return 1 / std::expm1(d) - 1 / eta;
        return -1.0L / 3 + eta * (1.0L / 12 + eta * (-2.0L / 135 + eta * (1.0L / 864 + eta / 2835)));
    }

    long double mu_, sigma_, q_;
};

class GeneralisedGamma final : public CumulativeHazard {
public:
    GeneralisedGamma(long double mu, long double sigma, long double q)
        : mu_(mu), sigma_(sigma), q_(q), a_(1 / (q * q)) {}

    [[nodiscard]] long double at(long double x) const override {
        if (x <= 0) return 0;
        const long double log_u = std::log(a_) + q_ * ((std::log(x) - mu_) / sigma_);
        // Past u = e^700, Q = e^-u to every digit that counts and P = 1.
        if (log_u > 700) return q_ > 0 ? largest_cumulative : 0;
        const LogIncompleteGamma log = log_incomplete_gamma(a_, log_u);
        return std::min(q_ > 0 ? -log.upper : -log.lower, largest_cumulative);
    }

private:
    long double mu_, sigma_, q_, a_;
};

}  // namespace

std::unique_ptr<CumulativeHazard> make_lognormal(long double meanlog, long double sdlog) {
    return std::make_unique<NearLogNormal>(meanlog, sdlog, 0);
}

long double normal_cumulative_hazard(long double z) {
    const long double y = z / std::numbers::sqrt2_v<long double>;
    return y < 0 ? -std::log1p(-std::erfc(-y) / 2) : -log_normal_tail(y, 0);
}

std::unique_ptr<CumulativeHazard> make_gamma(long double shape, long double rate_per_year) {
    const long double spread = 1 / std::sqrt(shape);
    return make_generalised_gamma(std::log(shape / rate_per_year), spread, spread);
}

std::unique_ptr<CumulativeHazard> make_generalised_gamma(long double mu, long double sigma, long double q) {
    if (std::abs(q) <= largest_expanded_q) return std::make_unique<NearLogNormal>(mu, sigma, q);
    return std::make_unique<GeneralisedGamma>(mu, sigma, q);
}

}  // namespace ibtr
