#include "sensitivity/smooth_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace ibtr::sensitivity {
namespace {

/// Moved and scaled to [0, 1]; empty where nothing varies.
Eigen::VectorXd to_unit(const std::vector<double>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (!(*high > *low)) return {};
    Eigen::VectorXd unit(static_cast<Eigen::Index>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
        unit[static_cast<Eigen::Index>(i)] = (values[i] - *low) / (*high - *low);
    return unit;
}

double cube_above(double x, double knot) {
    const double d = std::max(x - knot, 0.0);
    return d * d * d;
}

/// Columns x, N_3(x), ..., of a natural cubic spline; fewer where quantiles coincide.
std::vector<Eigen::VectorXd> spline_columns(const Eigen::VectorXd& x, int terms) {
    std::vector<Eigen::VectorXd> columns{x};
    std::vector<double> sorted(x.data(), x.data() + x.size());
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> knots;
    for (int k = 0; k <= terms; ++k) {
        const auto place = static_cast<std::size_t>((0.02 + 0.96 * k / terms) * static_cast<double>(sorted.size() - 1));
        if (knots.empty() || sorted[place] > knots.back()) knots.push_back(sorted[place]);
    }
    if (knots.size() < 3) return columns;
    const double last = knots.back(), before = knots[knots.size() - 2];
    const auto d = [&](double value, double knot) {
        return (cube_above(value, knot) - cube_above(value, last)) / (last - knot);
    };
    for (std::size_t k = 0; k + 2 < knots.size(); ++k) {
        Eigen::VectorXd column(x.size());
        for (Eigen::Index i = 0; i < x.size(); ++i) column[i] = d(x[i], knots[k]) - d(x[i], before);
        columns.push_back(std::move(column));
    }
    return columns;
}

/// Orthonormal columns that span 1, the splines and the products of pairs.
Eigen::MatrixXd orthonormal_basis(const std::vector<Eigen::VectorXd>& inputs, Eigen::Index draws, int terms) {
    std::vector<Eigen::VectorXd> columns{Eigen::VectorXd::Ones(draws)};
    for (const Eigen::VectorXd& x : inputs)
        for (Eigen::VectorXd& column : spline_columns(x, terms)) columns.push_back(std::move(column));
    for (std::size_t i = 0; i < inputs.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) columns.emplace_back(inputs[i].cwiseProduct(inputs[j]));
    Eigen::MatrixXd matrix(draws, static_cast<Eigen::Index>(columns.size()));
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const double length = columns[c].norm();
        matrix.col(static_cast<Eigen::Index>(c)) = length > 0 ? Eigen::VectorXd(columns[c] / length) : columns[c];
    }
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> decomposition(matrix);
    decomposition.setThreshold(1e-9);
    const Eigen::Index rank = decomposition.rank();
    return decomposition.householderQ() * Eigen::MatrixXd::Identity(draws, rank);
}

}  // namespace

SmoothFit::SmoothFit(const std::vector<std::vector<double>>& inputs, const Eigen::MatrixXd& responses) {
    const Eigen::Index draws = responses.rows();
    if (static_cast<std::size_t>(draws) < fewest_draws(inputs.size()))
        throw std::logic_error("a regression on more inputs than the draws allow");
    std::vector<Eigen::VectorXd> units;
    for (const std::vector<double>& values : inputs)
        if (Eigen::VectorXd unit = to_unit(values); unit.size() > 0) units.push_back(std::move(unit));
    const Eigen::MatrixXd centred = responses.rowwise() - responses.colwise().mean();
    total_variance_ = centred.colwise().squaredNorm().transpose() / static_cast<double>(draws - 1);

    double best = std::numeric_limits<double>::infinity();
    for (const int terms : {1, 2, 3, 4, 6, 8}) {
        Eigen::MatrixXd basis = orthonormal_basis(units, draws, terms);
        if (2 * basis.cols() > draws) break;
        const auto free = static_cast<double>(draws - basis.cols());
        Eigen::MatrixXd fitted = basis * (basis.transpose() * responses);
        const Eigen::MatrixXd residuals = responses - fitted;
        double score = 0;
        for (Eigen::Index r = 0; r < responses.cols(); ++r)
            if (total_variance_[r] > 0) score += residuals.col(r).squaredNorm() / total_variance_[r] / (free * free);
        if (score >= best) continue;
        best = score;
        basis_ = std::move(basis);
        fitted_ = std::move(fitted);
        residual_covariance_ = residuals.transpose() * residuals / free;
    }
}

double SmoothFit::explained_share(Eigen::Index response) const {
    if (!(total_variance_[response] > 0)) return std::numeric_limits<double>::quiet_NaN();
    return 1 - residual_covariance_(response, response) / total_variance_[response];
}

double SmoothFit::error_of_explained_share(Eigen::Index response) const {
    const auto draws = static_cast<double>(fitted_.rows()), slopes = static_cast<double>(coefficients() - 1);
    const double share = explained_share(response);
    if (std::isnan(share)) return share;
    const double within = std::clamp(share, 0.0, 1.0), unexplained = 1 - within;
    return std::sqrt(4 * within * unexplained * unexplained / draws +
                     2 * slopes * unexplained * unexplained / (draws * draws));
}

}  // namespace ibtr::sensitivity
