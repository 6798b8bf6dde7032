#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "survival/maximise.hpp"

namespace ibtr::survival {

/// Log-linear rates: events ~ Poisson(years exp(x beta)).
class PoissonRegression {
public:
    /// @param events 0 or more @param years above 0, as many
    /// @param covariates column by column, as in CoxRegression; a column of ones is the logarithm of the rate at 0
    void fit(std::span<const double> events, std::span<const double> years, std::span<const double> covariates);

    [[nodiscard]] FitStatus status() const { return status_; }
    [[nodiscard]] std::size_t covariate() const { return maximum_.coordinate(); }  ///< which is monotone or singular
    [[nodiscard]] std::span<const double> coefficients() const { return maximum_.place(); }
    [[nodiscard]] std::span<const double> covariance() const { return maximum_.covariance(); }
    [[nodiscard]] double log_likelihood() const { return maximum_.value(); }
    [[nodiscard]] double deviance() const { return deviance_; }  ///< against a rate of its own for every row

private:
    FitStatus status_ = FitStatus::no_events;
    double deviance_ = 0;
    Maximum maximum_;
    std::vector<double> start_, ranges_;
};

}  // namespace ibtr::survival
