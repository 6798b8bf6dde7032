#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "survival/cox_sums.hpp"
#include "survival/event_times.hpp"
#include "survival/maximise.hpp"

namespace ibtr::survival {

/// Proportional hazards with (entry, exit] rows and a baseline hazard a stratum (Cox 1972).
class CoxRegression {
public:
    /// @param covariates column by column: covariate j of row i at j n + i
    void fit(const EventTimes& times, const TimeOrder& order, std::span<const double> covariates, CoxTies ties,
             unsigned most_steps = 100);

    [[nodiscard]] FitStatus status() const { return status_; }
    /// Which covariate is monotone or singular.
    [[nodiscard]] std::size_t covariate() const { return maximum_.coordinate(); }
    [[nodiscard]] std::span<const double> coefficients() const { return maximum_.place(); }  ///< log hazard ratios
    [[nodiscard]] std::span<const double> covariance() const {
        return maximum_.covariance();
    }  ///< NaN unless converged
    [[nodiscard]] double log_likelihood() const { return maximum_.value(); }
    [[nodiscard]] double log_likelihood_at_zero() const { return maximum_.value_at_start(); }
    /// Chi-squared with a degree a covariate; with one of two groups, and no ties, the log-rank test.
    [[nodiscard]] double score_statistic() const { return maximum_.score_statistic(); }
    [[nodiscard]] unsigned steps() const { return maximum_.steps(); }

private:
    FitStatus status_ = FitStatus::no_events;
    CoxSums sums_;
    Maximum maximum_;
    std::vector<double> zeros_;
};

}  // namespace ibtr::survival
