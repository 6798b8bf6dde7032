#pragma once

#include <optional>
#include <vector>

namespace ibtr {

using Matrix = std::vector<std::vector<double>>;  ///< rows

/// Lower triangle L with L L^T = matrix. Semidefinite matrices are allowed: a pivot that rounding leaves within
/// 1e-10 of 0 gives a column of zeros. @param matrix symmetric, with diagonal elements of about 1
/// @return nothing where the matrix is not positive semidefinite
std::optional<Matrix> cholesky(const Matrix& matrix);

/// Correlations of a covariance matrix.
Matrix correlations_of(const Matrix& covariance);

}  // namespace ibtr
