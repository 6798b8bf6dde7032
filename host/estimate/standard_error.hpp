#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "ibtr/cohort.hpp"
#include "ibtr/estimate.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/measure.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr {

/// Delete-one-batch jackknife standard errors of a number and of the number on its interval's scale,
///     se^2 = (B - 1)/B sum_b (x_(-b) - mean)^2
/// (Efron 1982; Shao and Tu 1995, ch. 2, delete-group form). Right for stratified allocation, pairing and non-linear
/// functions because a batch is a proportional sample of whole women; a little large where a cell has fewer women than
/// there are batches; too small for a contrast of twins of whom hardly any differ. NaN where a replicate is undefined;
/// exactly 0 where all are equal.
struct Spread {
    double se, se_on_scale;
};

/// @param replicates x_(-b), `count` values `stride` apart
Spread jackknife_spread(const double* replicates, std::size_t count, std::size_t stride, Scale scale);

/// Interval g^-1(g(x) -+ t se_g). Where a replicate lies on the edge of the scale (one batch holds every event) se_g is
/// the delta method's se |g'(x)|. A proportion of 0 or 1, or a ratio of 0, without spread has no interval: it is not
/// known without error, only without a measure of it. Any other number without spread is its own interval.
Estimate with_interval(double value, const Spread& spread, Scale scale, double quantile);

/// nnt = 1 / rd. Limits are the reciprocals of rd's, error by the delta method; both undefined where rd's interval
/// covers 0 or is undefined. An exact rd (error 0, no interval) gives an exact nnt.
Estimate reciprocal(const Estimate& rd);

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
