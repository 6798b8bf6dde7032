#include "meta/weighted.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace ibtr::meta {

WeightedMean weighted_mean(std::span<const Effect> studies, double tau2) {
    WeightedMean result;
    double sum_wy = 0;
    for (const Effect& study : studies) {
        const double w = 1 / (study.variance + tau2);
        result.sum_w += w;
        result.sum_w2 += w * w;
        sum_wy += w * study.estimate;
    }
    result.mean = sum_wy / result.sum_w;
    for (const Effect& study : studies) {
        const double residual = study.estimate - result.mean;
        result.q += residual * residual / (study.variance + tau2);
    }
    return result;
}

double typical_variance(std::span<const Effect> studies) {
    const WeightedMean common = weighted_mean(studies, 0);
    return static_cast<double>(studies.size() - 1) * common.sum_w / (common.sum_w * common.sum_w - common.sum_w2);
}

void set_q(Pooled& pooled, double q, std::size_t informative_studies) {
    pooled.q = q;
    if (informative_studies < 2) return;
    pooled.q_degrees = informative_studies - 1;
    const boost::math::chi_squared law(static_cast<double>(pooled.q_degrees));
    pooled.q_p_value = boost::math::cdf(boost::math::complement(law, q));
}

void set_normal_test(Pooled& pooled) {
    pooled.ci = around(pooled.estimate, z_975 * pooled.standard_error);
    if (pooled.standard_error == 0) return;
    pooled.statistic = pooled.estimate / pooled.standard_error;
    pooled.p_value = 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), std::abs(pooled.statistic)));
}

void set_i2_from_q(Pooled& pooled) {
    if (pooled.q_degrees == 0) return;
    const auto degrees = static_cast<double>(pooled.q_degrees);
    pooled.i2 = pooled.q > degrees ? 100 * (pooled.q - degrees) / pooled.q : 0;
    pooled.h2 = pooled.q / degrees;
}

}  // namespace ibtr::meta
