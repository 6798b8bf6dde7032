#include "meta/heterogeneity.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "base/roots.hpp"
#include "meta/meta.hpp"

// Let R be the range of the studies' effects, w = 1/(v + tau2), W their sum, m their weighted mean. Since
// |y - m| <= (1 - w/W) R and w <= 1/tau2,
//     sum w (y - m)^2 <= (k-1) R^2/tau2   and   sum w^2 (y - m)^2 <= sum w (1 - w/W) for tau2 >= R^2.
// So the estimates of Paule-Mandel and REML are at most R^2, and every Q-profile limit is at most (k-1) R^2 over its
// quantile: all roots below are bracketed.
namespace ibtr::meta {
namespace {

using Function = std::function<double(double)>;

/// Root of a function that is >= 0 at `low` and <= 0 at `high`.
double root_between(const Function& f, double low, double high) {
    const double f_low = f(low), f_high = f(high);
    if (f_low <= 0) return low;
    if (f_high >= 0) return high;
    return find_root<double>(f, {low, f_low}, {high, f_high}, {.bits = 50, .most_steps = 500}).value();
}

double squared_range(std::span<const Effect> studies) {
    const auto [low, high] = std::minmax_element(
        studies.begin(), studies.end(), [](const Effect& a, const Effect& b) { return a.estimate < b.estimate; });
    const double range = high->estimate - low->estimate;
    return range * range;
}

/// tau2 at which the generalised Q falls to `target`; 0 where it is no larger even at 0.
double tau2_where_q_is(std::span<const Effect> studies, double target) {
    const double bound = static_cast<double>(studies.size() - 1) * squared_range(studies) / target;
    return root_between([&](double tau2) { return weighted_mean(studies, tau2).q - target; }, 0, bound);
}

double dersimonian_laird(std::span<const Effect> studies) {
    const WeightedMean common = weighted_mean(studies, 0);
    const double excess = common.q - static_cast<double>(studies.size() - 1);
    return std::max(0.0, excess / (common.sum_w - common.sum_w2 / common.sum_w));
}

/// Derivative of the restricted log-likelihood, times 2.
double reml_score(std::span<const Effect> studies, double tau2) {
    const WeightedMean at = weighted_mean(studies, tau2);
    double sum_w2r2 = 0;
    for (const Effect& study : studies) {
        const double wr = (study.estimate - at.mean) / (study.variance + tau2);
        sum_w2r2 += wr * wr;
    }
    return sum_w2r2 - at.sum_w + at.sum_w2 / at.sum_w;
}

double restricted_log_likelihood(std::span<const Effect> studies, double tau2) {
    const WeightedMean at = weighted_mean(studies, tau2);
    double sum = std::log(at.sum_w) + at.q;
    for (const Effect& study : studies) sum += std::log(study.variance + tau2);
    return -sum / 2;
}

/// The highest of the maxima: the restricted likelihood can have several. They are looked for between 0 and points in
/// geometric progression up to the bound.
double reml(std::span<const Effect> studies) {
    const double bound = squared_range(studies);
    const auto score = [&](double tau2) { return reml_score(studies, tau2); };
    double best = 0, highest = restricted_log_likelihood(studies, 0);
    double left = 0;
    constexpr int points = 120;
    for (int i = points; i >= 0; --i) {
        const double right = bound * std::pow(10.0, -12.0 * i / points);
        if (score(left) > 0 && score(right) <= 0) {
            const double candidate = root_between(score, left, right);
            const double height = restricted_log_likelihood(studies, candidate);
            if (height > highest) {
                best = candidate;
                highest = height;
            }
        }
        left = right;
    }
    return best;
}

}  // namespace

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

double estimate_tau2(std::span<const Effect> studies, Method method) {
    if (studies.size() < 2 || squared_range(studies) == 0) return 0;
    switch (method) {
        case Method::dl:
            return dersimonian_laird(studies);
        case Method::pm:
            return tau2_where_q_is(studies, static_cast<double>(studies.size() - 1));
        case Method::reml:
            return reml(studies);
        default:
            throw std::logic_error("this method has no variance between studies");
    }
}

Interval tau2_interval(std::span<const Effect> studies) {
    if (studies.size() < 2) return {};
    if (squared_range(studies) == 0) return {0, 0};
    const boost::math::chi_squared law(static_cast<double>(studies.size() - 1));
    return {tau2_where_q_is(studies, boost::math::quantile(law, 0.975)),
            tau2_where_q_is(studies, boost::math::quantile(law, 0.025))};
}

}  // namespace ibtr::meta
