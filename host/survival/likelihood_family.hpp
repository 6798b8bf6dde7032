#pragma once

#include <cstdint>

namespace ibtr::survival {

/// Laws of two parameters, whose likelihood has no closed maximum; times in years.
enum class TwoParameterLaw : std::uint8_t { weibull, gompertz, lognormal, loglogistic, gamma };

/// A number that depends on two coordinates, with its derivatives of first and second order.
struct Jet {
    double value = 0, a = 0, b = 0, aa = 0, ab = 0, bb = 0;
};

/// Logarithm of the hazard, and the cumulative hazard, at one time.
struct HazardJets {
    Jet log_hazard, cumulative;
};

/// @param a,b coordinates, in which everything real is allowed:
///     weibull      ln shape, ln scale          H = (t/scale)^shape
///     gompertz     ln rate, shape_per_year     h = rate exp(shape t)
///     lognormal    meanlog, ln sdlog           S = Phi(-(ln t - meanlog)/sdlog)
///     loglogistic  ln shape, ln scale          S = 1/(1 + (t/scale)^shape)
///     gamma        ln shape, ln rate           S = Q(shape, rate t)
/// @param time [years], above 0 @return NaN for a gamma's shape beyond 1e6 or below 1e-6
HazardJets hazard_jets(TwoParameterLaw law, double a, double b, double time);

}  // namespace ibtr::survival
