#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <stdexcept>

#include "ibtr/error.hpp"
#include "meta/meta.hpp"
#include "meta/weighted.hpp"

namespace ibtr::meta {
namespace {

/// Hartung and Knapp (2001): variance of the mean from the scatter of the studies, on k-1 degrees of freedom. The
/// scatter can by chance be smaller than sampling alone allows; `adhoc` then keeps the usual variance.
void set_hartung_knapp_test(Pooled& pooled, const WeightedMean& mean, MeanTest test) {
    const std::size_t degrees = pooled.studies - 1;
    double scale = mean.q / static_cast<double>(degrees);
    if (test == MeanTest::adhoc) scale = std::max(scale, 1.0);
    pooled.standard_error = std::sqrt(scale / mean.sum_w);
    pooled.ci = around(pooled.estimate, t_975(static_cast<double>(degrees)) * pooled.standard_error);
    if (pooled.standard_error == 0) return;
    pooled.statistic = pooled.estimate / pooled.standard_error;
    const boost::math::students_t law(static_cast<double>(degrees));
    pooled.p_value = 2 * boost::math::cdf(boost::math::complement(law, std::abs(pooled.statistic)));
}

/// Q, tau2 and what follows from it.
void set_heterogeneity(Pooled& pooled, std::span<const Effect> studies, Method method) {
    set_q(pooled, weighted_mean(studies, 0).q, studies.size());
    if (method == Method::ee) {
        pooled.tau2 = 0;
        set_i2_from_q(pooled);
    } else if (studies.size() > 1) {
        pooled.tau2 = estimate_tau2(studies, method);
        pooled.tau2_ci = tau2_interval(studies);
        const double typical = typical_variance(studies);
        pooled.i2 = 100 * pooled.tau2 / (pooled.tau2 + typical);
        pooled.h2 = pooled.tau2 / typical + 1;
    }
}

void set_prediction(Pooled& pooled, MeanTest test) {
    const double spread = std::sqrt(pooled.tau2 + pooled.standard_error * pooled.standard_error);
    pooled.prediction = around(pooled.estimate,
                               (test == MeanTest::z ? z_975 : t_975(static_cast<double>(pooled.studies - 1))) * spread);
    if (pooled.studies > 2)
        pooled.prediction_hts = around(pooled.estimate, t_975(static_cast<double>(pooled.studies - 2)) * spread);
}

}  // namespace

Pooled pool(std::span<const Effect> studies, Method method, MeanTest test) {
    if (method == Method::mh || method == Method::peto) throw std::logic_error("MH and Peto pool counts");
    if (studies.empty()) throw UsageError("there is no study to pool");
    if (studies.size() == 1 && test != MeanTest::z)
        throw UsageError("one study has no scatter between studies; the tests knha and adhoc need two: use --test z");
    Pooled pooled;
    pooled.studies = studies.size();
    set_heterogeneity(pooled, studies, method);
    const double tau2 = studies.size() > 1 ? pooled.tau2 : 0;
    const WeightedMean mean = weighted_mean(studies, tau2);
    pooled.estimate = mean.mean;
    for (const Effect& study : studies) pooled.weights.push_back(1 / ((study.variance + tau2) * mean.sum_w));
    if (test == MeanTest::z) {
        pooled.standard_error = std::sqrt(1 / mean.sum_w);
        set_normal_test(pooled);
    } else {
        set_hartung_knapp_test(pooled, mean, test);
    }
    if (method != Method::ee && studies.size() > 1) set_prediction(pooled, test);
    return pooled;
}

}  // namespace ibtr::meta
