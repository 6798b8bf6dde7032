#include "calibrate/posterior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/parallel.hpp"
#include "ibtr/error.hpp"

namespace ibtr::calibration {
namespace {

Eigen::MatrixXd prior_correlations(const FitProblem& problem) {
    const auto size = static_cast<Eigen::Index>(problem.free.size());
    Eigen::MatrixXd correlations = Eigen::MatrixXd::Identity(size, size);
    for (const Correlation& copula : problem.model.correlations) {
        const auto member = [&](Eigen::Index k) {
            const auto& all = copula.parameters;
            return static_cast<std::size_t>(
                std::find(all.begin(), all.end(), problem.free[static_cast<std::size_t>(k)]) - all.begin());
        };
        for (Eigen::Index k = 0; k < size; ++k)
            for (Eigen::Index l = 0; l < size; ++l)
                if (member(k) < copula.parameters.size() && member(l) < copula.parameters.size())
                    correlations(k, l) = copula.matrix[member(k)][member(l)];
    }
    return correlations;
}

}  // namespace

LogPosterior::LogPosterior(const FitProblem& problem) : problem_(problem) {
    const Eigen::LLT<Eigen::MatrixXd> factor(prior_correlations(problem));
    const Eigen::MatrixXd lower = factor.matrixL();
    if (factor.info() != Eigen::Success || !(lower.diagonal().minCoeff() > 1e-6))
        throw UsageError("the free parameters are correlated so perfectly that some follow from others: free fewer");
    prior_precision_ = factor.solve(Eigen::MatrixXd::Identity(lower.rows(), lower.cols()));
}

Evaluated LogPosterior::at(const std::vector<double>& scores) const {
    std::optional<Parameters> parameters = problem_.at(scores);
    if (!parameters)
        return {problem_.base, std::vector<double>(problem_.targets.size(), std::nan("")),
                -std::numeric_limits<double>::infinity()};
    std::vector<double> numbers = problem_.evaluate(*parameters);
    const Eigen::Map<const Eigen::VectorXd> z(scores.data(), static_cast<Eigen::Index>(scores.size()));
    const double prior = z.dot(prior_precision_ * z);
    const double log_posterior = -(residuals(problem_, numbers).squaredNorm() + prior) / 2;
    return {std::move(*parameters), std::move(numbers),
            std::isfinite(log_posterior) ? log_posterior : -std::numeric_limits<double>::infinity()};
}

Eigen::VectorXd residuals(const FitProblem& problem, const std::vector<double>& numbers) {
    Eigen::VectorXd result(static_cast<Eigen::Index>(numbers.size()));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const FitTarget& target = problem.targets[i];
        result[static_cast<Eigen::Index>(i)] =
            (numbers[i] - target.wanted) / std::hypot(target.standard_error, problem.between_study_sd);
    }
    return result;
}

Proposal::Proposal(std::vector<double> centre, const Eigen::MatrixXd& covariance)
    : centre_(std::move(centre)), factor_(covariance) {}

std::vector<double> Proposal::draw(const std::vector<double>& normals) const {
    const auto size = static_cast<Eigen::Index>(centre_.size());
    double chi_squared = 0;
    for (std::size_t i = centre_.size(); i < normals.size(); ++i) chi_squared += normals[i] * normals[i];
    const Eigen::VectorXd step = factor_.matrixL() * Eigen::Map<const Eigen::VectorXd>(normals.data(), size);
    std::vector<double> scores = centre_;
    for (Eigen::Index k = 0; k < size; ++k)
        scores[static_cast<std::size_t>(k)] += step[k] / std::sqrt(chi_squared / degrees);
    return scores;
}

double Proposal::log_density(const std::vector<double>& scores) const {
    const auto size = static_cast<Eigen::Index>(centre_.size());
    Eigen::VectorXd offset(size);
    for (Eigen::Index k = 0; k < size; ++k)
        offset[k] = scores[static_cast<std::size_t>(k)] - centre_[static_cast<std::size_t>(k)];
    const double distance = factor_.matrixL().solve(offset).squaredNorm();
    return -(static_cast<double>(degrees) + static_cast<double>(size)) / 2 *
           std::log1p(distance / static_cast<double>(degrees));
}

double Proposal::log_root_determinant() const {
    const Eigen::MatrixXd lower = factor_.matrixL();
    return lower.diagonal().array().log().sum();
}

Eigen::MatrixXd gauss_newton_covariance(const LogPosterior& posterior, const std::vector<double>& optimum,
                                        unsigned threads) {
    constexpr double step = 0.05;
    const FitProblem& problem = posterior.problem();
    const std::size_t size = optimum.size();
    Eigen::MatrixXd jacobian(static_cast<Eigen::Index>(problem.targets.size()), static_cast<Eigen::Index>(size));
    parallel_for(size, threads, [&](std::size_t k) {
        const auto moved = [&](double by) {
            std::vector<double> scores = optimum;
            scores[k] += by;
            return residuals(problem, posterior.at(scores).numbers);
        };
        jacobian.col(static_cast<Eigen::Index>(k)) = (moved(step) - moved(-step)) / (2 * step);
    });
    if (!jacobian.allFinite())
        throw UsageError("beside the optimum the model has no number for some target; free fewer parameters");
    return (jacobian.transpose() * jacobian + posterior.prior_precision()).inverse();
}

}  // namespace ibtr::calibration
