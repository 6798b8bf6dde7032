#include "sensitivity/value_of_information.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <random>

#include "base/statistics.hpp"
#include "sensitivity/information_gain.hpp"
#include "sensitivity/smooth_fit.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::sensitivity {
namespace {

/// Of fewer than two strategies: whatever is known, it is the same one.
constexpr InformationValue nothing_to_choose{0, 0};

/// Spread of the gain over simulated errors of the regression's coefficients.
double regression_error(const SmoothFit& fit, std::uint64_t seed) {
    constexpr int simulations = 200;
    std::mt19937_64 words(seed);
    // A semidefinite covariance (strategies that are always equal) has such a factor too.
    const Eigen::LDLT<Eigen::MatrixXd> factor(fit.residual_covariance());
    Eigen::MatrixXd lower = factor.matrixL();
    lower = factor.transpositionsP().transpose() * lower * factor.vectorD().cwiseMax(0.0).cwiseSqrt().asDiagonal();
    Moments gains;
    for (int i = 0; i < simulations; ++i) {
        Eigen::MatrixXd errors(fit.coefficients(), lower.cols());
        for (Eigen::Index c = 0; c < errors.size(); ++c) errors.data()[c] = normal_variate(words());
        gains.add(information_gain(fit.fitted() + fit.basis() * (errors * lower.transpose())).value);
    }
    return std::sqrt(std::max(gains.squared_deviations(), 0.0) / (simulations - 1));
}

}  // namespace

Eigen::MatrixXd differences_from_first(const std::vector<std::vector<double>>& values) {
    const auto draws = static_cast<Eigen::Index>(values.front().size());
    Eigen::MatrixXd result(draws, static_cast<Eigen::Index>(values.size()) - 1);
    for (std::size_t s = 1; s < values.size(); ++s)
        for (Eigen::Index d = 0; d < draws; ++d)
            result(d, static_cast<Eigen::Index>(s) - 1) =
                values[s][static_cast<std::size_t>(d)] - values[0][static_cast<std::size_t>(d)];
    return result;
}

InformationValue information_gain(const Eigen::MatrixXd& differences) {
    const Eigen::RowVectorXd mean = differences.colwise().mean();
    Eigen::Index best = 0;
    const bool first_is_best = mean.size() == 0 || mean.maxCoeff(&best) <= 0;
    Eigen::VectorXd gained = differences.rowwise().maxCoeff().cwiseMax(0.0);
    if (!first_is_best) gained -= differences.col(best);
    const auto draws = static_cast<double>(gained.size());
    const double average = gained.mean();
    const double variance = (gained.array() - average).square().sum() / (draws - 1);
    return {average, std::sqrt(variance / draws)};
}

InformationValue perfect_information(const std::vector<std::vector<double>>& values) {
    if (values.size() < 2) return nothing_to_choose;
    return information_gain(differences_from_first(values));
}

InformationValue partial_information(const std::vector<std::vector<double>>& values,
                                     const std::vector<std::vector<double>>& inputs, std::uint64_t seed) {
    if (values.size() < 2) return nothing_to_choose;
    const SmoothFit fit(inputs, differences_from_first(values));
    const InformationValue fitted = information_gain(fit.fitted());
    return {fitted.value, std::hypot(fitted.standard_error, regression_error(fit, seed))};
}

std::vector<InformationRow> information_table(const DrawTable& draws, const std::vector<Ranking>& rankings,
                                              const std::vector<std::vector<std::size_t>>& together,
                                              std::uint64_t seed) {
    std::vector<std::vector<std::size_t>> sets;
    sets.reserve(draws.parameters.size() + together.size());
    for (const std::size_t parameter : draws.parameters) sets.push_back({parameter});
    sets.insert(sets.end(), together.begin(), together.end());

    std::vector<InformationRow> rows;
    for (const Ranking& ranking : rankings) {
        std::vector<std::vector<double>> values;
        values.reserve(ranking.positions.size());
        for (const std::size_t outcome : ranking.positions) values.push_back(draws.outcome(outcome));
        rows.push_back({ranking.endpoint, {}, perfect_information(values)});
        for (const std::vector<std::size_t>& set : sets) {
            std::vector<std::vector<double>> inputs;
            inputs.reserve(set.size());
            for (const std::size_t parameter : set) inputs.push_back(draws.inputs[draws.position(parameter)]);
            rows.push_back({ranking.endpoint, set, partial_information(values, inputs, seed)});
        }
    }
    return rows;
}

}  // namespace ibtr::sensitivity
