#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "families.hpp"

namespace ibtr {
namespace {

/// ln erfc(x); for x > 100, where erfc itself nears the smallest long double, from its asymptotic
/// series (NIST DLMF 7.12.1), whose first term left out is below 1e-18 there.
long double log_erfc(long double x) {
    if (x <= 100) return std::log(std::erfc(x));
    const long double u = 1 / (2 * x * x);
    const long double series = u * (-1 + u * (3 + u * (-15 + u * 105)));
    return -x * x - std::log(x) - std::log(std::numbers::pi_v<long double>) / 2 + std::log1p(series);
}

/// -ln(1 - Phi(z)), accurate in both tails.
long double normal_cumulative_hazard(long double z) {
    const long double x = z / std::numbers::sqrt2_v<long double>;
    return z < 0 ? -std::log1p(-std::erfc(-x) / 2) : std::numbers::ln2_v<long double> - log_erfc(x);
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
        const long double step = static_cast<long double>(n);
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

class LogNormal final : public CumulativeHazard {
public:
    LogNormal(long double meanlog, long double sdlog) : meanlog_(meanlog), sdlog_(sdlog) {}
    [[nodiscard]] long double at(long double x) const override {
        if (x <= 0) return 0;
        return std::min(normal_cumulative_hazard((std::log(x) - meanlog_) / sdlog_), largest_cumulative);
    }

private:
    long double meanlog_, sdlog_;
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

/// |q| below this is taken as 0: survival changes by less than 0.2 |q| (the first-order term of its expansion
/// in q), and a = 1 / q^2 would leave the incomplete gamma functions few digits.
constexpr long double log_normal_below = 1e-6L;

}  // namespace

std::unique_ptr<CumulativeHazard> make_lognormal(long double meanlog, long double sdlog) {
    return std::make_unique<LogNormal>(meanlog, sdlog);
}

std::unique_ptr<CumulativeHazard> make_generalised_gamma(long double mu, long double sigma, long double q) {
    if (std::abs(q) < log_normal_below) return make_lognormal(mu, sigma);
    return std::make_unique<GeneralisedGamma>(mu, sigma, q);
}

}  // namespace ibtr
