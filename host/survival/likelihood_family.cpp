#include "survival/likelihood_family.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <numbers>

#include "base/statistics.hpp"

namespace ibtr::survival {
namespace {

Jet coordinate_a(double value) {
    return {value, 1, 0, 0, 0, 0};
}
Jet coordinate_b(double value) {
    return {value, 0, 1, 0, 0, 0};
}

Jet operator+(const Jet& x, const Jet& y) {
    return {x.value + y.value, x.a + y.a, x.b + y.b, x.aa + y.aa, x.ab + y.ab, x.bb + y.bb};
}
Jet operator-(const Jet& x) {
    return {-x.value, -x.a, -x.b, -x.aa, -x.ab, -x.bb};
}
Jet operator-(const Jet& x, const Jet& y) {
    return x + (-y);
}
Jet operator+(const Jet& x, double number) {
    return {x.value + number, x.a, x.b, x.aa, x.ab, x.bb};
}
Jet operator*(const Jet& x, const Jet& y) {
    return {x.value * y.value,
            x.a * y.value + x.value * y.a,
            x.b * y.value + x.value * y.b,
            x.aa * y.value + 2 * x.a * y.a + x.value * y.aa,
            x.ab * y.value + x.a * y.b + x.b * y.a + x.value * y.ab,
            x.bb * y.value + 2 * x.b * y.b + x.value * y.bb};
}
Jet operator*(const Jet& x, double number) {
    return x * Jet{number, 0, 0, 0, 0, 0};
}

/// A function of one number, with its derivatives there.
struct Curve {
    double value, first, second;
};
Jet apply(const Curve& f, const Jet& x) {
    return {f.value,
            f.first * x.a,
            f.first * x.b,
            f.second * x.a * x.a + f.first * x.aa,
            f.second * x.a * x.b + f.first * x.ab,
            f.second * x.b * x.b + f.first * x.bb};
}
Jet exp_of(const Jet& x) {
    const double value = std::exp(x.value);
    return apply({value, value, value}, x);
}

HazardJets weibull(const Jet& log_shape, const Jet& log_scale, double log_time) {
    const Jet z = exp_of(log_shape) * (-log_scale + log_time);
    return {log_shape + z + -log_time, exp_of(z)};
}

HazardJets loglogistic(const Jet& log_shape, const Jet& log_scale, double log_time) {
    const Jet z = exp_of(log_shape) * (-log_scale + log_time);
    const double p = 1 / (1 + std::exp(-z.value));
    const double log_one_more = std::max(z.value, 0.0) + std::log1p(std::exp(-std::abs(z.value)));
    const Jet cumulative = apply({log_one_more, p, p * (1 - p)}, z);
    return {log_shape + z + -log_time - cumulative, cumulative};
}

/// (e^x - 1)/x, the mean of e^u over u from 0 to x.
Curve mean_exponential(double x) {
    if (std::abs(x) < 0.5) {
        Curve sum{0, 0, 0};
        double factorial = 1;  // (n + 1)!
        for (int n = 0; n < 18; ++n) {
            factorial *= n + 1;
            sum.value += std::pow(x, n) / factorial;
            if (n >= 1) sum.first += n * std::pow(x, n - 1) / factorial;
            if (n >= 2) sum.second += n * (n - 1) * std::pow(x, n - 2) / factorial;
        }
        return sum;
    }
    const double e = std::exp(x);
    return {std::expm1(x) / x, (e * (x - 1) + 1) / (x * x), (e * (x * x - 2 * x + 2) - 2) / (x * x * x)};
}

HazardJets gompertz(const Jet& log_rate, const Jet& shape, double time) {
    const Jet x = shape * time;
    return {log_rate + x, exp_of(log_rate) * apply(mean_exponential(x.value), x) * time};
}

/// -ln Phi(-z); its derivative is the inverse of Mills' ratio, m, that of m is m (m - z).
Curve normal_cumulative_hazard(double z) {
    const double log_density = -0.5 * z * z - 0.5 * std::log(2 * std::numbers::pi);
    double log_tail = 0, inverse_mills = 0;
    if (z < 6) {
        const double tail = 0.5 * std::erfc(z / std::numbers::sqrt2);
        log_tail = std::log(tail);
        inverse_mills = std::exp(log_density) / tail;
    } else {  // Laplace's continued fraction: no tail underflows
        double fraction = z;
        for (int k = 80; k > 0; --k) fraction = z + k / fraction;
        inverse_mills = fraction;
        log_tail = log_density - std::log(inverse_mills);
    }
    return {-log_tail, inverse_mills, inverse_mills * (inverse_mills - z)};
}

HazardJets lognormal(const Jet& meanlog, const Jet& log_sdlog, double log_time) {
    const Jet z = (-meanlog + log_time) * exp_of(-log_sdlog);
    const Jet cumulative = apply(normal_cumulative_hazard(z.value), z);
    const double constant = -0.5 * std::log(2 * std::numbers::pi) - log_time;
    return {(z * z) * -0.5 - log_sdlog + cumulative + constant, cumulative};
}

/// ln Q(shape, x) and its derivatives by the shape: differences of five points in extended precision, whose errors are
/// near 1e-13 and 1e-11.
Curve log_gamma_tail(double shape, double x) {
    const auto log_tail = [&](long double k) { return std::log(boost::math::gamma_q(k, static_cast<long double>(x))); };
    const auto k = static_cast<long double>(shape);
    const long double step = 1e-3L * std::min(k, std::sqrt(k));
    const long double here = log_tail(k), up = log_tail(k + step), down = log_tail(k - step),
                      far_up = log_tail(k + 2 * step), far_down = log_tail(k - 2 * step);
    return {static_cast<double>(here), static_cast<double>((far_down - far_up + 8 * (up - down)) / (12 * step)),
            static_cast<double>((16 * (up + down) - far_up - far_down - 30 * here) / (12 * step * step))};
}

HazardJets gamma(double log_shape, double log_rate, double time) {
    constexpr double largest = 1e6;  // beyond, and below its reciprocal, no data tell shapes apart
    const double k = std::exp(log_shape), x = time * std::exp(log_rate);
    if (!(k < largest && k > 1 / largest && x > 0 && std::isfinite(x))) return {{undefined}, {undefined}};
    const Curve tail = log_gamma_tail(k, x);
    const double log_density = k * std::log(x) - x - std::lgamma(k);             // of ln x
    const double q = std::exp(log_density - tail.value) / x;                     // -d ln Q/dx
    const double qx = q * ((k - 1) / x - 1) + q * q;                             // dq/dx
    const double qk = q * (std::log(x) - boost::math::digamma(k) - tail.first);  // dq/dk
    const Jet cumulative{-tail.value, -tail.first * k,   q * x, -(tail.second * k * k + tail.first * k),
                         qk * k * x,  qx * x * x + q * x};
    const Jet shape = exp_of(coordinate_a(log_shape)), log_x = coordinate_b(log_rate) + std::log(time);
    const Jet log_factor = apply({std::lgamma(k), boost::math::digamma(k), boost::math::trigamma(k)}, shape);
    return {shape * log_x - exp_of(log_x) - log_factor + cumulative + -std::log(time), cumulative};
}

}  // namespace

HazardJets hazard_jets(TwoParameterLaw law, double a, double b, double time) {
    const double log_time = std::log(time);
    switch (law) {
        case TwoParameterLaw::weibull:
            return weibull(coordinate_a(a), coordinate_b(b), log_time);
        case TwoParameterLaw::gompertz:
            return gompertz(coordinate_a(a), coordinate_b(b), time);
        case TwoParameterLaw::lognormal:
            return lognormal(coordinate_a(a), coordinate_b(b), log_time);
        case TwoParameterLaw::loglogistic:
            return loglogistic(coordinate_a(a), coordinate_b(b), log_time);
        case TwoParameterLaw::gamma:
            break;
    }
    return gamma(a, b, time);
}

}  // namespace ibtr::survival
