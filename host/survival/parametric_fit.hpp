#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "survival/event_times.hpp"
#include "survival/maximise.hpp"

namespace ibtr::survival {

/// Hazard families with a maximum of the likelihood, as a config names them and their parameters.
enum class FittedFamily : std::uint8_t {
    exponential,
    weibull,
    gompertz,
    lognormal,
    loglogistic,
    gamma,
    piecewise_constant,
};
std::string_view name_of(FittedFamily family);

/// A fit by maximum likelihood. A coordinate is the logarithm of a parameter where that is above 0, else the parameter.
struct ParametricFit {
    FittedFamily family = FittedFamily::exponential;
    FitStatus status = FitStatus::no_events;
    std::size_t parameter = 0;  ///< which has no maximum, where status is monotone
    double events = 0, years = 0;
    double log_likelihood = 0;
    std::vector<double> starts_years;        ///< of piecewise_constant
    std::vector<std::string> keys;           ///< of a config's `hazard`; of piecewise_constant one name, repeated
    std::vector<std::uint8_t> is_logarithm;  ///< of each parameter: its coordinate is its logarithm
    std::vector<double> values;              ///< of the parameters
    std::vector<double> covariance;          ///< of the coordinates, inverse observed information; row by row

    [[nodiscard]] double coordinate(std::size_t parameter) const;
    /// Standard error of a parameter itself, by the delta method.
    [[nodiscard]] double error(std::size_t parameter) const;
    /// Akaike's criterion, 2 parameters - 2 log likelihood.
    [[nodiscard]] double aic() const;
};

/// Right-censored times with late entry: each row adds event * ln h(exit) - H(exit) + H(entry).
/// Exponential and piecewise constant rates in closed form; the others by Newton's method.
/// @param starts_years of piecewise_constant, ascending, the first 0; intervals (start, next start]
/// @throws std::invalid_argument for a time that is not above 0
ParametricFit fit_parametric(const EventTimes& times, FittedFamily family, std::span<const double> starts_years = {});

}  // namespace ibtr::survival
