#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "ibtr/hazard.hpp"

namespace ibtr {

/// Ceiling on every H, so that H is finite in double too: survival is zero long before.
inline constexpr long double largest_cumulative = 1e300L;

/// H = rate t.
std::unique_ptr<CumulativeHazard> make_exponential(long double rate_per_year);

/// H = (t / scale)^shape.
std::unique_ptr<CumulativeHazard> make_weibull(long double shape, long double scale_years);

/// h = rate exp(shape t), H = rate (exp(shape t) - 1) / shape; H = rate t for shape 0. A negative shape
/// leaves a fraction exp(rate / shape) without the event for ever.
std::unique_ptr<CumulativeHazard> make_gompertz(long double shape_per_year, long double rate_per_year);

/// H = ln(1 + (t / scale)^shape).
std::unique_ptr<CumulativeHazard> make_loglogistic(long double shape, long double scale_years);

/// H = -ln(erfc(z / sqrt 2) / 2), z = (ln t - meanlog) / sdlog.
std::unique_ptr<CumulativeHazard> make_lognormal(long double meanlog, long double sdlog);

/// ln(1 + e^z).
long double log_one_plus_exp(long double z);
/// -ln Phi(-z), of the standard normal distribution.
long double normal_cumulative_hazard(long double z);

/// Generalised gamma in the parametrisation of Prentice, A log gamma model and its maximum likelihood
/// estimation, Biometrika 1974;61:539 (flexsurv::pgengamma). With w = (ln t - mu) / sigma, a = 1 / q^2 and
/// u = a exp(q w): S = Q(a, u) for q > 0 and S = P(a, u) for q < 0, the regularised incomplete gamma
/// functions; log-normal for q = 0, Weibull for q = 1, gamma for q = sigma.
std::unique_ptr<CumulativeHazard> make_generalised_gamma(long double mu, long double sigma, long double q);

/// Gamma distribution of the time, S = Q(shape, rate t): the generalised gamma with q = sigma = shape^-1/2 and mu =
/// ln(shape / rate).
std::unique_ptr<CumulativeHazard> make_gamma(long double shape, long double rate_per_year);

/// Generalised F of Prentice, Discrimination among some parametric models, Biometrika 1975;62:607 (flexsurv's GenF).
/// With d = sqrt(q^2 + 2 p), s_1 = 2 / (d^2 + q d), s_2 = 2 / (d^2 - q d) and y = (t e^-mu)^(d/sigma):
/// S = I_x(s_2, s_1), x = s_2 / (s_2 + s_1 y), the regularised incomplete beta function; the generalised gamma for p =
/// 0.
std::unique_ptr<CumulativeHazard> make_generalised_f(long double mu, long double sigma, long double q, long double p);

/// H linear between the times (the first is 0, where it is 0); its last slope goes on.
std::unique_ptr<CumulativeHazard> make_tabulated(std::vector<double> times_years,
                                                 const std::vector<double>& cumulative);

/// Hazard rates_per_year[i] from starts_years[i] (the first is 0) to the next start.
std::unique_ptr<CumulativeHazard> make_piecewise_constant(std::vector<double> starts_years,
                                                          std::vector<double> rates_per_year);

/// Cumulative hazard of a cycle after which as good as nobody is left (4e-11); more would be lost in float32.
inline constexpr long double certain_hazard = 24;
/// Cumulative hazard of a cycle in which an event has probability p: -ln(1 - p), at most certain_hazard.
long double hazard_of_cycle(long double probability);

/// The hazards of probabilities of a cycle, each from its start (the first is 0) to the next.
std::unique_ptr<CumulativeHazard> make_cycle_probabilities(std::vector<double> starts_years,
                                                           const std::vector<double>& probabilities,
                                                           double cycle_years);

/// Hazard -ln(1 - q(x)) during the year of age x. The first hazard holds before the first age, the last
/// one after the last age.
std::unique_ptr<CumulativeHazard> make_life_table(const LifeTable& table);

/// What a spline in log time is: the logarithm of H, that of the cumulative odds of the event, H = ln(1 + e^s), or
/// minus the normal quantile of survival, H = -ln Phi(-s).
enum class SplineScale : std::uint8_t { hazard, odds, normal };

/// ln H = s(ln t), or on another scale, s a natural cubic spline: Royston and Parmar, Flexible parametric
/// proportional-hazards and proportional-odds models, Stat Med 2002;21:2175. With v = ln t, knots k_0 < ... < k_n and
/// lambda_j = (k_n - k_j) / (k_n - k_0),
///   s = gamma_0 + gamma_1 v + sum_j gamma_{j+1} [(v - k_j)+^3 - lambda_j (v - k_0)+^3 - (1 - lambda_j) (v - k_n)+^3].
/// @param low_years, high_years between which the hazard is asked for
/// @throws UsageError where s falls somewhere between: the hazard would be negative there.
std::unique_ptr<CumulativeHazard> make_royston_parmar(std::vector<double> gamma, std::vector<double> knots_log_years,
                                                      double low_years, double high_years,
                                                      SplineScale scale = SplineScale::hazard);

}  // namespace ibtr
