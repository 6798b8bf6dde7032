#include "survival/small_matrix.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::survival {

std::optional<std::size_t> factorise(std::span<double> matrix, std::size_t n) {
    constexpr double smallest_pivot = 1e-12;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = matrix[i * n + j];
            for (std::size_t k = 0; k < j; ++k) sum -= matrix[i * n + k] * matrix[j * n + k];
            if (j < i) {
                matrix[i * n + j] = sum / matrix[j * n + j];
            } else {
                if (!(sum > smallest_pivot * matrix[i * n + i]) || !std::isfinite(sum)) return i;
                matrix[i * n + i] = std::sqrt(sum);
            }
        }
    }
    return std::nullopt;
}

void solve_factorised(std::span<const double> factor, std::size_t n, std::span<double> b) {
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= factor[i * n + k] * b[k];
        b[i] /= factor[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) b[i] -= factor[k * n + i] * b[k];
        b[i] /= factor[i * n + i];
    }
}

void invert_factorised(std::span<const double> factor, std::size_t n, std::span<double> inverse) {
    for (std::size_t j = 0; j < n; ++j) {  // the inverse is symmetric: row j stands for column j
        const auto row = inverse.subspan(j * n, n);
        std::fill(row.begin(), row.end(), 0.0);
        row[j] = 1;
        solve_factorised(factor, n, row);
        for (std::size_t k = 0; k < j; ++k) row[k] = inverse[k * n + j];  // to the bit
    }
}

}  // namespace ibtr::survival
