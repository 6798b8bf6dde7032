#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

#include "hazard/families.hpp"

namespace ibtr {
namespace {

class GeneralisedF final : public CumulativeHazard {
public:
    GeneralisedF(long double mu, long double sigma, long double q, long double p)
        : mu_(mu), power_(std::sqrt(q * q + 2 * p) / sigma) {
        const long double d = std::sqrt(q * q + 2 * p);
        first_ = 2 / (d * d + q * d);
        // d - q without cancellation where q is large: (d - q)(d + q) = 2 p.
        second_ = q > 0 ? (d + q) / (d * p) : 2 / (d * d - q * d);
        if (q < 0) first_ = (d - q) / (d * p);
    }

    [[nodiscard]] long double at(long double x) const override {
        if (x <= 0) return 0;
        const long double log_y = power_ * (std::log(x) - mu_);
        const long double log_odds = std::log(first_ / second_) + log_y;  // of 1 - x against x
        // In the tail I_z(s2, s1) is z^s2 / (s2 B(s2, s1)) to every digit that counts.
        if (log_odds > 50) return std::min(second_ * log_odds + log_scale(), largest_cumulative);
        const long double odds = std::exp(log_odds), share = odds / (1 + odds);
        const long double lost = boost::math::ibeta(first_, second_, share);
        return lost < 0.5L ? -std::log1p(-lost) : -std::log(boost::math::ibeta(second_, first_, 1 / (1 + odds)));
    }

private:
    /// ln(s2 B(s2, s1)).
    [[nodiscard]] long double log_scale() const {
        return std::log(second_) + boost::math::lgamma(second_) + boost::math::lgamma(first_) -
               boost::math::lgamma(first_ + second_);
    }

    long double mu_, power_, first_ = 0, second_ = 0;
};

}  // namespace

std::unique_ptr<CumulativeHazard> make_generalised_f(long double mu, long double sigma, long double q, long double p) {
    if (p == 0) return make_generalised_gamma(mu, sigma, q);
    return std::make_unique<GeneralisedF>(mu, sigma, q, p);
}

}  // namespace ibtr
