#include "sensitivity/rank_correlation.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "base/statistics.hpp"

namespace ibtr::sensitivity {
namespace {

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
    std::vector<RankCorrelation> result(inputs.size(), {undefined, undefined, undefined});
    const bool ranked = std::all_of(outcome.begin(), outcome.end(), [](double value) { return std::isfinite(value); });
    if (!ranked) return result;
    const auto count = static_cast<Eigen::Index>(inputs.size());
    const auto draws = static_cast<double>(outcome.size());
    Eigen::MatrixXd columns(static_cast<Eigen::Index>(outcome.size()), count + 1);
    for (Eigen::Index i = 0; i < count; ++i) columns.col(i) = standardised(ranks(inputs[static_cast<std::size_t>(i)]));
    columns.col(count) = standardised(ranks(outcome));

    const Eigen::MatrixXd correlations = columns.transpose() * columns;
    for (Eigen::Index i = 0; i < count; ++i) {
        std::vector<Eigen::Index> others(static_cast<std::size_t>(count));
        std::iota(others.begin(), others.end(), Eigen::Index{0});
        others.erase(others.begin() + i);
        const std::vector<Eigen::Index> pair{i, count};
        // Of ranks: what the other inputs leave of input i and of the outcome, and how these two go together. An only
        // input has all of it left: Eigen decomposes no empty matrix.
        Eigen::Matrix2d left = correlations(pair, pair);
        Eigen::Index held = 0;
        if (!others.empty()) {
            const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> among(correlations(others, others));
            const Eigen::MatrixXd with = correlations(others, pair);
            left -= with.transpose() * among.solve(with);
            held = among.rank();
        }
        constexpr double nothing = 1e-9;  // of a variance of 1
        const double freedom = draws - 3 - static_cast<double>(held);
        if (freedom <= 0 || left(0, 0) < nothing || left(1, 1) < nothing) continue;
        const double r = std::clamp(left(0, 1) / std::sqrt(left(0, 0) * left(1, 1)), -1.0, 1.0);
        const double half_width = z_975 / std::sqrt(freedom);
        result[static_cast<std::size_t>(i)] = {r, std::tanh(std::atanh(r) - half_width),
                                               std::tanh(std::atanh(r) + half_width)};
    }
    return result;
}

}  // namespace ibtr::sensitivity
