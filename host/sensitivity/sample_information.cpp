#include "sensitivity/sample_information.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sensitivity/information_gain.hpp"
#include "sensitivity/smooth_fit.hpp"

namespace ibtr::sensitivity {
namespace {

/// Keeps the streams of draws, observations and uses of the seed apart (SplitMix64's finaliser).
std::uint64_t stream_of(std::uint64_t seed, std::uint64_t draw, std::uint64_t observation) {
    std::uint64_t z = seed + 0x9e3779b97f4a7c15U * (1 + draw + (observation << 40));
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

Eigen::MatrixXd covariance(const Eigen::MatrixXd& sample, const Eigen::VectorXd& weights) {
    const Eigen::RowVectorXd mean = weights.transpose() * sample;
    const Eigen::MatrixXd centred = sample.rowwise() - mean;
    return centred.transpose() * weights.asDiagonal() * centred;
}

/// f(A) of a symmetric matrix whose negative eigenvalues are rounding or noise, and count as 0.
template <class Function>
Eigen::MatrixXd of_eigenvalues(const Eigen::MatrixXd& matrix, Function function) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
    const double largest = std::max(solver.eigenvalues().maxCoeff(), 0.0);
    const Eigen::VectorXd mapped =
        solver.eigenvalues().unaryExpr([&](double value) { return value > 1e-12 * largest ? function(value) : 0.0; });
    return solver.eigenvectors() * mapped.asDiagonal() * solver.eigenvectors().transpose();
}

/// Weights of the draws given what a study saw, summing to 1.
Eigen::VectorXd posterior_weights(const std::vector<std::vector<double>>& inputs, const PlannedStudy& study,
                                  const std::vector<double>& seen) {
    const auto draws = static_cast<Eigen::Index>(inputs.front().size());
    Eigen::VectorXd logs = Eigen::VectorXd::Zero(draws);
    for (std::size_t k = 0; k < study.observations.size(); ++k)
        for (Eigen::Index d = 0; d < draws; ++d)
            logs(d) += log_likelihood(study.observations[k], seen[k], inputs[k][static_cast<std::size_t>(d)]);
    const Eigen::VectorXd weights = (logs.array() - logs.maxCoeff()).exp();
    return weights / weights.sum();
}

/// Draws at even steps through the order of the fitted values: data sets of the whole range.
std::vector<std::size_t> spread_draws(const Eigen::MatrixXd& fitted, std::size_t count) {
    std::vector<std::size_t> order(static_cast<std::size_t>(fitted.rows()));
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return fitted(static_cast<Eigen::Index>(a), 0) < fitted(static_cast<Eigen::Index>(b), 0);
    });
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(order[(2 * i + 1) * order.size() / (2 * count)]);
    return chosen;
}

}  // namespace

SampleInformation sample_information(const std::vector<std::vector<double>>& values,
                                     const std::vector<std::vector<double>>& inputs, const PlannedStudy& study,
                                     std::uint64_t seed) {
    SampleInformation result;
    if (values.size() < 2) return result;
    const std::size_t draws = values.front().size();
    std::vector<std::vector<double>> seen(study.observations.size(), std::vector<double>(draws));
    for (std::size_t k = 0; k < seen.size(); ++k)
        for (std::size_t d = 0; d < draws; ++d)
            seen[k][d] = simulate_observation(study.observations[k], inputs[k][d], stream_of(seed, d, k));
    result.by_regression = partial_information(values, seen, seed);
    result.perfect = partial_information(values, inputs, seed);

    constexpr std::size_t data_sets = 100;
    const Eigen::MatrixXd sample = differences_from_first(values);
    const SmoothFit fit(inputs, sample);
    const Eigen::VectorXd even = Eigen::VectorXd::Constant(sample.rows(), 1.0 / static_cast<double>(draws));
    Eigen::MatrixXd left = Eigen::MatrixXd::Zero(sample.cols(), sample.cols());
    result.effective_draws = std::numeric_limits<double>::infinity();
    for (const std::size_t draw : spread_draws(fit.fitted(), data_sets)) {
        std::vector<double> data;
        for (const std::vector<double>& of_observation : seen) data.push_back(of_observation[draw]);
        const Eigen::VectorXd weights = posterior_weights(inputs, study, data);
        left += covariance(sample, weights) / data_sets;
        result.effective_draws = std::min(result.effective_draws, 1 / weights.squaredNorm());
    }
    const Eigen::MatrixXd gained = covariance(sample, even) - left;
    const Eigen::MatrixXd scale =
        of_eigenvalues(covariance(fit.fitted(), even), [](double value) { return 1 / std::sqrt(value); }) *
        of_eigenvalues(gained, [](double value) { return std::sqrt(value); });
    const Eigen::RowVectorXd mean = fit.fitted().colwise().mean();
    result.by_moments = information_gain(((fit.fitted().rowwise() - mean) * scale).rowwise() + mean).value;
    return result;
}

std::vector<SampleRow> sample_information_table(const DrawTable& draws, const std::vector<Ranking>& rankings,
                                                const std::vector<PlannedStudy>& studies, std::uint64_t seed) {
    std::vector<SampleRow> rows;
    for (const Ranking& ranking : rankings) {
        std::vector<std::vector<double>> values;
        for (const std::size_t outcome : ranking.positions) values.push_back(draws.outcome(outcome));
        for (const PlannedStudy& study : studies) {
            std::vector<std::vector<double>> inputs;
            for (const Observation& observation : study.observations)
                inputs.push_back(draws.inputs[draws.position(observation.parameter)]);
            rows.push_back({ranking.endpoint, study.name, sample_information(values, inputs, study, seed)});
        }
    }
    return rows;
}

}  // namespace ibtr::sensitivity
