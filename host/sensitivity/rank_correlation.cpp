#include "sensitivity/rank_correlation.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "normal_quantile.hpp"

namespace ibtr::sensitivity {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Centred, with unit length; zeros where nothing varies.
Eigen::VectorXd standardised(const std::vector<double>& values) {
    Eigen::VectorXd column = Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
    column.array() -= column.mean();
    const double length = column.norm();
    if (length > 0) column /= length;
    return column;
}

}  // namespace

std::vector<double> ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
        for (std::size_t k = first; k <= last; ++k) result[order[k]] = 1 + static_cast<double>(first + last) / 2;
        first = last + 1;
    }
    return result;
}

std::vector<RankCorrelation> partial_rank_correlations(const std::vector<std::vector<double>>& inputs,
                                                       const std::vector<double>& outcome) {
    const auto count = static_cast<Eigen::Index>(inputs.size());
    const auto draws = static_cast<double>(outcome.size());
    const double freedom = draws - 3 - (static_cast<double>(inputs.size()) - 1);
    Eigen::MatrixXd columns(static_cast<Eigen::Index>(outcome.size()), count + 1);
    for (Eigen::Index i = 0; i < count; ++i) columns.col(i) = standardised(ranks(inputs[static_cast<std::size_t>(i)]));
    columns.col(count) = standardised(ranks(outcome));

    // With P the inverse of the correlations of (inputs, outcome), the partial correlation is -P_iy / sqrt(P_ii P_yy).
    const Eigen::FullPivLU<Eigen::MatrixXd> correlations(columns.transpose() * columns);
    std::vector<RankCorrelation> result(inputs.size(), {undefined, undefined, undefined});
    if (freedom <= 0 || !correlations.isInvertible()) return result;
    const Eigen::MatrixXd inverse = correlations.inverse();
    for (Eigen::Index i = 0; i < count; ++i) {
        const double r = std::clamp(-inverse(i, count) / std::sqrt(inverse(i, i) * inverse(count, count)), -1.0, 1.0);
        const double half_width = z_975 / std::sqrt(freedom);
        result[static_cast<std::size_t>(i)] = {r, std::tanh(std::atanh(r) - half_width),
                                               std::tanh(std::atanh(r) + half_width)};
    }
    return result;
}

}  // namespace ibtr::sensitivity
