#include "hazard_law.hpp"

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>
#include <utility>
#include <vector>

namespace ibtr::reference {
namespace {

class Formula final : public HazardLaw {
public:
    explicit Formula(std::function<double(double)> formula) : formula_(std::move(formula)) {}
    [[nodiscard]] double cumulative(double x_years) const override { return x_years <= 0 ? 0 : formula_(x_years); }

private:
    std::function<double(double)> formula_;
};

/// Constant hazards from each start to the next, the last one for ever.
class Steps final : public HazardLaw {
public:
    Steps(std::vector<double> starts, std::vector<double> rates)
        : starts_(std::move(starts)), rates_(std::move(rates)) {}
    [[nodiscard]] double cumulative(double x_years) const override {
        double sum = 0;
        for (std::size_t j = 0; j < starts_.size() && starts_[j] < x_years; ++j) {
            const bool last = j + 1 == starts_.size();
            const double end = last || x_years < starts_[j + 1] ? x_years : starts_[j + 1];
            sum += rates_[j] * (end - starts_[j]);
        }
        return sum;
    }

private:
    std::vector<double> starts_, rates_;
};

double lognormal(double x, double meanlog, double sdlog) {
    const double deviate = (std::log(x) - meanlog) / sdlog;
    return -std::log(std::erfc(deviate / std::numbers::sqrt2) / 2);
}

/// Boost's default computes in long double, ten times as slow.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double generalised_gamma(double x, double mu, double sigma, double q) {
    if (q == 0) return lognormal(x, mu, sigma);
    const double shape = 1 / (q * q);
    const double u = shape * std::exp(q * (std::log(x) - mu) / sigma);
    return -std::log(q > 0 ? boost::math::gamma_q(shape, u, InDouble()) : boost::math::gamma_p(shape, u, InDouble()));
}

/// The F distribution itself: ((ln x - mu) / sigma) d is the logarithm of an F of 2 s1 and 2 s2 degrees of freedom.
double generalised_f(double x, double mu, double sigma, double q, double p) {
    const double d = std::sqrt(q * q + 2 * p), s1 = 2 / (d * d + q * d), s2 = 2 / (d * d - q * d);
    const boost::math::fisher_f_distribution<double, InDouble> law(2 * s1, 2 * s2);
    return -std::log(boost::math::cdf(boost::math::complement(law, std::exp((std::log(x) - mu) / sigma * d))));
}

double cube_above(double x, double knot) {
    return x > knot ? std::pow(x - knot, 3) : 0;
}

double royston_parmar(double x, const std::vector<double>& gamma, const std::vector<double>& knots) {
    const double first = knots.front(), last = knots.back(), log_time = std::log(x);
    double log_hazard = gamma[0] + gamma[1] * log_time;
    for (std::size_t j = 1; j + 1 < knots.size(); ++j) {
        const double lambda = (last - knots[j]) / (last - first);
        log_hazard += gamma[j + 1] * (cube_above(log_time, knots[j]) - lambda * cube_above(log_time, first) -
                                      (1 - lambda) * cube_above(log_time, last));
    }
    return std::exp(log_hazard);
}

std::unique_ptr<HazardLaw> from_life_table(const LifeTable& table) {
    std::vector<double> starts, rates;
    for (std::size_t year = 0; year < table.probability.size(); ++year) {
        starts.push_back(table.first_age_years + static_cast<double>(year));
        rates.push_back(-std::log(1 - table.probability[year]));
    }
    return std::make_unique<Steps>(std::move(starts), std::move(rates));
}

}  // namespace

std::unique_ptr<HazardLaw> make_hazard_law(const HazardSpec& spec, const Model& model, const Parameters& parameters) {
    std::vector<double> c;
    for (const Input& coefficient : spec.coefficients) c.push_back(parameters.value(coefficient));
    const auto formula = [](std::function<double(double)> f) { return std::make_unique<Formula>(std::move(f)); };
    switch (spec.family) {
        case HazardFamily::exponential:
            return formula([rate = c[0]](double x) { return rate * x; });
        case HazardFamily::weibull:
            return formula([shape = c[0], scale = c[1]](double x) { return std::pow(x / scale, shape); });
        case HazardFamily::gompertz:
            if (c[0] == 0) return formula([rate = c[1]](double x) { return rate * x; });
            return formula([shape = c[0], rate = c[1]](double x) { return rate * std::expm1(shape * x) / shape; });
        case HazardFamily::lognormal:
            return formula([mean = c[0], sd = c[1]](double x) { return lognormal(x, mean, sd); });
        case HazardFamily::loglogistic:
            return formula([shape = c[0], scale = c[1]](double x) { return std::log1p(std::pow(x / scale, shape)); });
        case HazardFamily::generalised_gamma:
            return formula([c](double x) { return generalised_gamma(x, c[0], c[1], c[2]); });
        case HazardFamily::piecewise_constant:
            return std::make_unique<Steps>(spec.knots, c);
        case HazardFamily::royston_parmar:
            return formula([c, knots = spec.knots](double x) { return royston_parmar(x, c, knots); });
        case HazardFamily::life_table:
            return from_life_table(model.life_tables[spec.life_table]);
        case HazardFamily::gamma:
            return formula([c](double x) { return -std::log(boost::math::gamma_q(c[0], c[1] * x, InDouble())); });
        case HazardFamily::generalised_f:
            return formula([c](double x) { return generalised_f(x, c[0], c[1], c[2], c[3]); });
        case HazardFamily::spline_odds:
            return formula([c, knots = spec.knots](double x) { return std::log1p(royston_parmar(x, c, knots)); });
        case HazardFamily::spline_normal:
            return formula([c, knots = spec.knots](double x) {
                return -std::log(std::erfc(std::log(royston_parmar(x, c, knots)) / std::numbers::sqrt2) / 2);
            });
        case HazardFamily::cumulative_hazard:
            return formula([c, times = spec.knots](double x) {
                std::size_t i = 1;
                while (i + 1 < times.size() && times[i] < x) ++i;
                return c[i - 1] + (c[i] - c[i - 1]) * (x - times[i - 1]) / (times[i] - times[i - 1]);
            });
        case HazardFamily::probability:
        case HazardFamily::probabilities:
            break;  // of a cycle: not hazards
    }
    return nullptr;
}

}  // namespace ibtr::reference
