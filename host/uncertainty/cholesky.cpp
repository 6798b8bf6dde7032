#include "uncertainty/cholesky.hpp"

#include <cmath>
#include <cstddef>

namespace ibtr {

std::optional<Matrix> cholesky(const Matrix& matrix) {
    constexpr long double zero_pivot = 1e-10L;
    const std::size_t n = matrix.size();
    Matrix lower(n, std::vector<double>(n, 0.0));
    for (std::size_t j = 0; j < n; ++j) {
        const auto rest = [&](std::size_t i) {
            long double sum = matrix[i][j];
            for (std::size_t k = 0; k < j; ++k) sum -= static_cast<long double>(lower[i][k]) * lower[j][k];
            return sum;
        };
        const long double pivot = rest(j);
        if (pivot < -zero_pivot) return std::nullopt;
        const bool flat = pivot <= zero_pivot;
        if (!flat) lower[j][j] = static_cast<double>(std::sqrt(pivot));
        for (std::size_t i = j + 1; i < n; ++i) {
            if (!flat)
                lower[i][j] = static_cast<double>(rest(i) / lower[j][j]);
            else if (std::abs(rest(i)) > 1e-6L)
                return std::nullopt;
        }
    }
    return lower;
}

Matrix correlations_of(const Matrix& covariance) {
    Matrix result = covariance;
    for (std::size_t i = 0; i < covariance.size(); ++i)
        for (std::size_t j = 0; j < covariance.size(); ++j)
            result[i][j] = i == j ? 1 : covariance[i][j] / std::sqrt(covariance[i][i] * covariance[j][j]);
    return result;
}

}  // namespace ibtr
