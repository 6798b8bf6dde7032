#pragma once

#include <Eigen/Dense>
#include <optional>
#include <vector>

#include "calibrate/calibrate.hpp"

namespace ibtr::calibration {

/// A point of the space of normal scores and what the model says there.
struct Evaluated {
    Parameters parameters;
    std::vector<double> numbers;
    double log_posterior;  ///< minus infinity where the model has no such number
};

/// The log posterior of a fit. @param problem must outlive it
class LogPosterior {
public:
    explicit LogPosterior(const FitProblem& problem);

    [[nodiscard]] const FitProblem& problem() const { return problem_; }
    /// Called from several threads at once.
    [[nodiscard]] Evaluated at(const std::vector<double>& scores) const;
    /// Inverse of the correlations of the free parameters' normal scores under their prior.
    [[nodiscard]] const Eigen::MatrixXd& prior_precision() const { return prior_precision_; }

private:
    const FitProblem& problem_;
    Eigen::MatrixXd prior_precision_;
};

/// Residuals divided by their standard errors.
Eigen::VectorXd residuals(const FitProblem& problem, const std::vector<double>& numbers);

/// A multivariate t around the optimum.
class Proposal {
public:
    /// @param covariance positive definite
    Proposal(std::vector<double> centre, const Eigen::MatrixXd& covariance);

    /// @param normals as many as there are scores, then `degrees` more for the divisor; all standard normal
    [[nodiscard]] std::vector<double> draw(const std::vector<double>& normals) const;
    /// Up to a constant.
    [[nodiscard]] double log_density(const std::vector<double>& scores) const;
    /// Half the logarithm of the covariance's determinant, which log_density leaves out.
    [[nodiscard]] double log_root_determinant() const;

    static constexpr std::size_t degrees = 5;

private:
    std::vector<double> centre_;
    Eigen::LLT<Eigen::MatrixXd> factor_;
};

/// Inverse of J^T J + C^-1: the covariance of scores near the optimum, J being the derivatives of the residuals.
/// @throws UsageError where the model has no numbers beside the optimum
Eigen::MatrixXd gauss_newton_covariance(const LogPosterior& posterior, const std::vector<double>& optimum,
                                        unsigned threads);

}  // namespace ibtr::calibration
