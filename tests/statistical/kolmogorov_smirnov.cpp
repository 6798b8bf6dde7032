#include "kolmogorov_smirnov.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace ibtr::test {
namespace {

using Matrix = std::vector<std::vector<double>>;

/// A matrix times 10^exponent: powers overflow otherwise.
struct ScaledMatrix {
    Matrix values;
    int exponent = 0;
};

ScaledMatrix product(const ScaledMatrix& a, const ScaledMatrix& b) {
    const std::size_t m = a.values.size();
    ScaledMatrix result{Matrix(m, std::vector<double>(m, 0.0)), a.exponent + b.exponent};
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t k = 0; k < m; ++k)
            for (std::size_t j = 0; j < m; ++j) result.values[i][j] += a.values[i][k] * b.values[k][j];
    if (result.values[m / 2][m / 2] > 1e140) {
        for (auto& row : result.values)
            for (double& value : row) value *= 1e-140;
        result.exponent += 140;
    }
    return result;
}

ScaledMatrix power(const ScaledMatrix& matrix, std::size_t n) {
    if (n == 1) return matrix;
    const ScaledMatrix half = power(matrix, n / 2);
    const ScaledMatrix even = product(half, half);
    return n % 2 == 0 ? even : product(even, matrix);
}

}  // namespace

double kolmogorov_smirnov_tail(std::size_t count, double d) {
    const auto n = static_cast<double>(count);
    const double s = d * d * n;
    if (s > 7.24 || (s > 3.76 && count > 99)) return 2 * std::exp(-(2.000071 + 0.331 / std::sqrt(n) + 1.409 / n) * s);
    const auto k = static_cast<std::size_t>(n * d) + 1;
    const std::size_t m = 2 * k - 1;
    const double h = static_cast<double>(k) - n * d;
    Matrix matrix(m, std::vector<double>(m, 0.0));
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < m; ++j) matrix[i][j] = i + 1 < j ? 0 : 1;
    for (std::size_t i = 0; i < m; ++i) {
        matrix[i][0] -= std::pow(h, static_cast<double>(i + 1));
        matrix[m - 1][i] -= std::pow(h, static_cast<double>(m - i));
    }
    if (2 * h > 1) matrix[m - 1][0] += std::pow(2 * h - 1, static_cast<double>(m));
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < std::min(m, i + 1); ++j)
            for (std::size_t g = 1; g <= i - j + 1; ++g) matrix[i][j] /= static_cast<double>(g);
    const ScaledMatrix high = power({matrix, 0}, count);
    double probability = high.values[k - 1][k - 1];
    int exponent = high.exponent;
    for (std::size_t i = 1; i <= count; ++i) {
        probability *= static_cast<double>(i) / n;
        if (probability < 1e-140) {
            probability *= 1e140;
            exponent -= 140;
        }
    }
    return 1 - probability * std::pow(10, exponent);
}

double normality_p_value(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    double distance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double normal = std::erfc(-values[i] / std::numbers::sqrt2) / 2;
        const auto below = static_cast<double>(i);
        distance = std::max({distance, normal - below / n, (below + 1) / n - normal});
    }
    return std::clamp(kolmogorov_smirnov_tail(values.size(), distance), 0.0, 1.0);
}

}  // namespace ibtr::test
