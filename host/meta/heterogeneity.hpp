#pragma once

#include <span>

#include "meta/meta.hpp"

namespace ibtr::meta {

/// Mean of the studies with weights w = 1/(variance + tau2), and what goes with it.
struct WeightedMean {
    double mean = 0;
    double sum_w = 0, sum_w2 = 0;
    double q = 0;  ///< sum w (estimate - mean)^2
};
WeightedMean weighted_mean(std::span<const Effect> studies, double tau2);

/// The positive variance that is typical of the studies' own (Higgins and Thompson 2002, eq. 9):
/// (k-1) sum w / ((sum w)^2 - sum w^2), w = 1/variance.
double typical_variance(std::span<const Effect> studies);

inline Interval around(double estimate, double half_width) {
    return {estimate - half_width, estimate + half_width};
}

/// Fills q's p value and degrees of freedom; none where there are no degrees.
void set_q(Pooled& pooled, double q, std::size_t informative_studies);

/// Normal test of no effect and its interval.
void set_normal_test(Pooled& pooled);

/// I2 = 100 max(0, (Q - df)/Q) and H2 = Q/df, of the methods without a variance between studies.
void set_i2_from_q(Pooled& pooled);

}  // namespace ibtr::meta
