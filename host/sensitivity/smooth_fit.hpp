#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <vector>

namespace ibtr::sensitivity {

/// Least-squares regression of responses on smooth functions of inputs: a natural cubic spline of each input (knots at
/// its quantiles; Hastie, Tibshirani and Friedman 2009, section 5.2.1), and with several inputs the products of each
/// pair. The number of spline terms of an input is chosen by generalised cross-validation (Golub, Heath and Wahba
/// 1979), with at most one coefficient for every two draws.
class SmoothFit {
public:
    /// Fewest draws that a regression on so many inputs makes sense with: four for each coefficient of its smallest
    /// form, straight lines and products of pairs.
    static std::size_t fewest_draws(std::size_t inputs) { return 4 * (1 + inputs + inputs * (inputs - 1) / 2); }

    /// @param inputs [input][draw], at least one; constant ones are ignored @param responses [draw, response], draws at
    /// least fewest_draws
    SmoothFit(const std::vector<std::vector<double>>& inputs, const Eigen::MatrixXd& responses);

    [[nodiscard]] const Eigen::MatrixXd& fitted() const { return fitted_; }  ///< [draw, response]
    /// Number of coefficients of a response.
    [[nodiscard]] Eigen::Index coefficients() const { return basis_.cols(); }
    /// Orthonormal basis of the fitted values: the fit's error is basis() times independent errors of each column.
    [[nodiscard]] const Eigen::MatrixXd& basis() const { return basis_; }
    /// Covariance of the responses' residuals.
    [[nodiscard]] const Eigen::MatrixXd& residual_covariance() const { return residual_covariance_; }
    /// Share of a response's variance that the inputs explain, corrected for the number of coefficients (adjusted R^2).
    [[nodiscard]] double explained_share(Eigen::Index response) const;
    /// Its standard error: that of a squared multiple correlation (Olkin and Finn 1995, Psychol Bull 118:155-164) and,
    /// which is all there is where nothing is explained, the spread of R^2 under independence, a beta distribution's.
    [[nodiscard]] double error_of_explained_share(Eigen::Index response) const;

private:
    Eigen::MatrixXd basis_, fitted_, residual_covariance_;
    Eigen::VectorXd total_variance_;
};

}  // namespace ibtr::sensitivity
