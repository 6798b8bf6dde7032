#pragma once

#include <cstddef>
#include <optional>
#include <span>

/// Symmetric matrices of a few rows, in storage of the caller.
namespace ibtr::survival {

/// Element (i, j) of a square matrix of n rows stands at i n + j.
/// Replaces the lower triangle by Cholesky's factor L, matrix = L L^T.
/// @return nothing, or the first row whose pivot is not above 1e-12 of its diagonal element: what it stands for is a
/// combination of those before it
std::optional<std::size_t> factorise(std::span<double> matrix, std::size_t n);

/// Solves L L^T x = b in place.
void solve_factorised(std::span<const double> factor, std::size_t n, std::span<double> b);

/// (L L^T)^-1, whole. @param inverse n x n, replaced
void invert_factorised(std::span<const double> factor, std::size_t n, std::span<double> inverse);

}  // namespace ibtr::survival
