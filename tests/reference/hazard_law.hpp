#pragma once

#include <memory>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

/// A second implementation of the model, plain and slow, written from the design and from textbooks alone: it shares no
/// code with the program beyond the Model that the config reader makes.
namespace ibtr::reference {

/// Cumulative hazard H(x) of one transition on its own clock [years; age in years].
class HazardLaw {
public:
    virtual ~HazardLaw() = default;
    [[nodiscard]] virtual double cumulative(double x_years) const = 0;
};

/// Closed forms of every family:
///     exponential          H = rate x
///     weibull              H = (x / scale)^shape
///     gompertz             h = rate exp(shape x)
///     lognormal            S = 1 - Phi((ln x - meanlog) / sdlog)
///     loglogistic          S = 1 / (1 + (x / scale)^shape)
///     generalised_gamma    Prentice (1974): w = (ln x - mu) / sigma, u = exp(q w) / q^2; S = 1 - P(1/q^2, u) for q >
///     0,
///                          P(1/q^2, u) for q < 0, log-normal for q = 0 (P: regularised lower incomplete gamma)
///     piecewise_constant   hazard rates[j] from starts[j] to starts[j + 1]
///     royston_parmar       ln H = natural cubic spline in ln x (Royston and Parmar 2002, Stat Med 21:2175, eq. 5)
///     gamma                S = 1 - P(shape, rate x)
///     generalised_f        Prentice (1975), by the F distribution
///     spline_odds          S = 1 / (1 + e^s), s as in royston_parmar
///     spline_normal        S = 1 - Phi(s)
///     cumulative_hazard    straight between its points
///     life_table           hazard -ln(1 - q(a)) within the year of age a; past the last age the last one goes on
std::unique_ptr<HazardLaw> make_hazard_law(const HazardSpec& spec, const Model& model, const Parameters& parameters);

}  // namespace ibtr::reference
