#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "ibtr/cohort.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr {

/// True standard error of a simulated proportion: women are drawn independently within strata of fixed size, so
///     se^2 = sum_h w_h^2 p_h (1 - p_h) / n_h,   w_h = W_cell n_h / N_cell
/// (Cochran 1977, Sampling Techniques, section 5.3), with p_h from the exact solution and the weights that the
/// estimator uses. It has no error of its own, unlike the jackknife's; the pooled binomial formula is too large.
/// Contrasts need the jackknife: twins share random numbers.
/// @param allocation women simulated per stratum, n_h
/// @param proportion a survival or cif_<set> of all women
/// @return empty for a mix, whose components share women, and for an endpoint that is not a plain proportion.
std::optional<double> stratified_standard_error(const Cohort& cohort, const ExpectedTallies& expected,
                                                std::span<const std::uint64_t> allocation, const Quantity& proportion);

}  // namespace ibtr
