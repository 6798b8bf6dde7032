// Law: fits are those of R's survreg where it has the family, to 1e-8; everywhere the score of an independently written
// likelihood is 0 and the covariance is the inverse of its second differences.

#include <gtest/gtest.h>

#include <array>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "survival/parametric_fit.hpp"
#include "survival/reference_numbers.hpp"

namespace ibtr::survival::test {
namespace {

// survreg has coefficients (intercept, ln scale): ours are -ln scale of its scale and its intercept, in another order.
TEST(ParametricFit, IsThatOfSurvreg) {
    const ReferenceNumbers reference;
    const People people;
    const EventTimes times = people.times(false);
    struct Case {
        FittedFamily family;
        std::size_t location, spread;
        double sign;
    };
    for (const Case& each : {Case{FittedFamily::weibull, 1, 0, -1}, Case{FittedFamily::loglogistic, 1, 0, -1},
                             Case{FittedFamily::lognormal, 0, 1, 1}}) {
        const ParametricFit fit = fit_parametric(times, each.family);
        ASSERT_EQ(fit.status, FitStatus::converged);
        const std::string name = "survreg." + std::string(name_of(each.family));
        const std::array coefficients{fit.coordinate(each.location), each.sign * fit.coordinate(each.spread)};
        reference.compare(name + ".coefficients", coefficients, 1e-8);
        const std::array covariance{fit.covariance[each.location * 3], each.sign * fit.covariance[1],
                                    each.sign * fit.covariance[1], fit.covariance[each.spread * 3]};
        reference.compare(name + ".covariance", covariance, 1e-8);
        reference.compare(name + ".log_likelihood", fit.log_likelihood, 1e-10);
    }
    const ParametricFit fit = fit_parametric(times, FittedFamily::exponential);
    reference.compare("survreg.exponential.coefficients", -fit.coordinate(0), 1e-8);
    reference.compare("survreg.exponential.covariance", fit.covariance[0], 1e-8);
    reference.compare("survreg.exponential.log_likelihood", fit.log_likelihood, 1e-10);
}

/// Logarithm of the hazard, and cumulative hazard, by the definitions in docs/model.md.
using Law = std::function<std::pair<long double, long double>(long double, long double, long double)>;

long double log_normal_density(long double z) {
    return -0.5L * z * z - 0.5L * std::log(2 * 3.14159265358979323846264L);
}

const std::array<std::pair<FittedFamily, Law>, 5> laws{{
    {FittedFamily::weibull,
     [](long double shape, long double scale, long double t) {
         return std::pair{std::log(shape / scale) + (shape - 1) * std::log(t / scale), std::pow(t / scale, shape)};
     }},
    {FittedFamily::gompertz,
     [](long double rate, long double shape, long double t) {
         return std::pair{std::log(rate) + shape * t, rate * std::expm1(shape * t) / shape};
     }},
    {FittedFamily::lognormal,
     [](long double meanlog, long double sdlog, long double t) {
         const long double z = (std::log(t) - meanlog) / sdlog, tail = 0.5L * std::erfc(z / std::sqrt(2.0L));
         return std::pair{log_normal_density(z) - std::log(sdlog * t * tail), -std::log(tail)};
     }},
    {FittedFamily::loglogistic,
     [](long double shape, long double scale, long double t) {
         const long double power = std::pow(t / scale, shape);
         return std::pair{std::log(shape / t) + std::log(power) - std::log1p(power), std::log1p(power)};
     }},
    {FittedFamily::gamma,
     [](long double shape, long double rate, long double t) {
         const long double tail = boost::math::gamma_q(shape, rate * t);
         const long double density = shape * std::log(rate) + (shape - 1) * std::log(t) - rate * t - std::lgamma(shape);
         return std::pair{density - std::log(tail), -std::log(tail)};
     }},
}};

class LogLikelihoodByDefinition {
public:
    LogLikelihoodByDefinition(const EventTimes& times, const Law& law, const ParametricFit& fit)
        : times_(times), law_(law), fit_(fit) {}

    /// At the fit's coordinates, moved.
    long double operator()(long double da, long double db) const {
        const auto parameter = [&](std::size_t j, long double move) {
            const auto value = static_cast<long double>(fit_.values[j]);
            return fit_.is_logarithm[j] != 0 ? value * std::exp(move) : value + move;
        };
        const long double a = parameter(0, da), b = parameter(1, db);
        long double sum = 0;
        for (std::size_t i = 0; i < times_.size(); ++i) {
            const auto [log_hazard, cumulative] = law_(a, b, static_cast<long double>(times_.exit[i]));
            sum += times_.event[i] * log_hazard - cumulative;
            if (!times_.entry.empty() && times_.entry[i] > 0)
                sum += law_(a, b, static_cast<long double>(times_.entry[i])).second;
        }
        return sum;
    }

private:
    const EventTimes& times_;
    const Law& law_;
    const ParametricFit& fit_;
};

// Central differences over h = 1e-4 of a standard error are exact to h^2 and, in extended precision, rounding of 1e-12:
// a score of 1e-6 is a millionth of a standard error from the maximum; second differences are good to 1e-4.
TEST(ParametricFit, ScoreEquationsHoldWithLateEntry) {
    const People people;
    const EventTimes times = people.times(true);
    for (const auto& [family, law] : laws) {
        SCOPED_TRACE(std::string(name_of(family)));
        const ParametricFit fit = fit_parametric(times, family);
        ASSERT_EQ(fit.status, FitStatus::converged);
        const LogLikelihoodByDefinition value(times, law, fit);
        EXPECT_NEAR(fit.log_likelihood, static_cast<double>(value(0, 0)), 1e-9);
        const auto ea = std::sqrt(static_cast<long double>(fit.covariance[0])),
                   eb = std::sqrt(static_cast<long double>(fit.covariance[3]));
        const long double h = 1e-4L, g = 1e-2L;
        EXPECT_NEAR(static_cast<double>((value(h * ea, 0) - value(-h * ea, 0)) / (2 * h)), 0, 1e-6);
        EXPECT_NEAR(static_cast<double>((value(0, h * eb) - value(0, -h * eb)) / (2 * h)), 0, 1e-6);
        const long double here = value(0, 0);
        const long double aa = (value(g * ea, 0) + value(-g * ea, 0) - 2 * here) / (g * g);
        const long double bb = (value(0, g * eb) + value(0, -g * eb) - 2 * here) / (g * g);
        const long double ab =
            (value(g * ea, g * eb) - value(g * ea, -g * eb) - value(-g * ea, g * eb) + value(-g * ea, -g * eb)) /
            (4 * g * g);
        const long double determinant = aa * bb - ab * ab;  // covariance in units of the errors
        EXPECT_NEAR(static_cast<double>(-bb / determinant), 1, 1e-4);
        EXPECT_NEAR(static_cast<double>(-aa / determinant), 1, 1e-4);
        EXPECT_NEAR(static_cast<double>(ab / determinant),
                    static_cast<double>(static_cast<long double>(fit.covariance[1]) / (ea * eb)), 1e-4);
    }
}

TEST(ParametricFit, RatesAreEventsOverYears) {
    const People people;
    const EventTimes times = people.times(true);
    const std::vector<double> starts{0, 1, 3};
    const ParametricFit fit = fit_parametric(times, FittedFamily::piecewise_constant, starts);
    ASSERT_EQ(fit.status, FitStatus::converged);
    double likelihood = 0;
    for (std::size_t k = 0; k < 3; ++k) {
        const double from = starts[k], to = k < 2 ? starts[k + 1] : 1e9;
        double events = 0, years = 0;
        for (std::size_t i = 0; i < times.size(); ++i) {
            years += std::max(0.0, std::min(times.exit[i], to) - std::max(times.entry[i], from));
            events += times.event[i] != 0 && times.exit[i] > from && times.exit[i] <= to ? 1 : 0;
        }
        EXPECT_NEAR(fit.values[k], events / years, 1e-13);
        EXPECT_NEAR(fit.covariance[k * 4], 1 / events, 1e-13);
        EXPECT_NEAR(fit.error(k), std::sqrt(events) / years, 1e-13);
        likelihood += events * std::log(events / years) - events;
    }
    EXPECT_NEAR(fit.log_likelihood, likelihood, 1e-10);
    EXPECT_NEAR(fit.aic(), 6 - 2 * likelihood, 1e-10);
    EXPECT_EQ(fit.keys, std::vector<std::string>(3, "rates_per_year"));
    const ParametricFit empty = fit_parametric(times, FittedFamily::piecewise_constant, std::vector<double>{0, 1, 1e3});
    EXPECT_EQ(empty.status, FitStatus::monotone);  // no event after a thousand years
    EXPECT_EQ(empty.parameter, 2U);
}

// A large simulated sample gives its parameters back: |z| < 5. The families nest the exponential at shape 1 or 0.
TEST(ParametricFit, FindsWhatTimesWereDrawnFrom) {
    constexpr std::size_t n = 4000;
    std::vector<double> exit(n);
    std::vector<std::uint8_t> event(n, 1);
    for (std::size_t i = 0; i < n; ++i)  // quantiles of an exponential with rate 0.2
        exit[i] = -std::log((static_cast<double>(n - i) - 0.5) / n) / 0.2;
    const EventTimes times{{}, exit, event, {}};
    const auto near = [&](FittedFamily family, std::size_t parameter, double value) {
        const ParametricFit fit = fit_parametric(times, family);
        ASSERT_EQ(fit.status, FitStatus::converged);
        EXPECT_LT(std::abs(fit.values[parameter] - value), 5 * fit.error(parameter)) << name_of(family);
    };
    near(FittedFamily::exponential, 0, 0.2);
    near(FittedFamily::weibull, 0, 1);
    near(FittedFamily::weibull, 1, 5);
    near(FittedFamily::gompertz, 0, 0.2);
    near(FittedFamily::gompertz, 1, 0);
    near(FittedFamily::gamma, 0, 1);
    near(FittedFamily::gamma, 1, 0.2);
}

TEST(ParametricFit, SaysWhatCannotBeFitted) {
    const std::vector<double> exit{1, 2, 3}, zero{0, 2, 3};
    const std::vector<std::uint8_t> none{0, 0, 0}, all{1, 1, 1};
    EXPECT_EQ(fit_parametric({{}, exit, none, {}}, FittedFamily::weibull).status, FitStatus::no_events);
    EXPECT_THROW(fit_parametric({{}, zero, all, {}}, FittedFamily::weibull), std::invalid_argument);
    const std::vector<double> at_once{2, 2, 2}, one{2}, far{1e-6, 1e6, 5e5};  // the shape may grow for ever
    for (const auto& [family, law] : laws) {
        SCOPED_TRACE(std::string(name_of(family)));
        EXPECT_NE(fit_parametric({{}, at_once, all, {}}, family).status, FitStatus::converged);
        EXPECT_NE(fit_parametric({{}, one, std::span(all).first(1), {}}, family).status, FitStatus::converged);
        EXPECT_NO_THROW(fit_parametric({{}, far, all, {}}, family));  // twelve powers of ten
    }
}

}  // namespace
}  // namespace ibtr::survival::test
