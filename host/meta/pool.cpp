#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <stdexcept>

#include "ibtr/error.hpp"
#include "meta/heterogeneity.hpp"
#include "meta/meta.hpp"

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

/// One study as a 2 x 2 table: a events and b others of n1, c events and d others of n2, n women.
struct Table {
    double a, b, c, d, n1, n2, n;

    explicit Table(const Counts& counts)
        : a(counts.events1),
          b(counts.n1 - counts.events1),
          c(counts.events2),
          d(counts.n2 - counts.events2),
          n1(counts.n1),
          n2(counts.n2),
          n(counts.n1 + counts.n2) {}

    /// False where nobody, or everybody, has the event: no ratio can be learnt from it.
    [[nodiscard]] bool informative() const { return a + c > 0 && b + d > 0; }
    /// Variance of `a` given all margins (hypergeometric).
    [[nodiscard]] double peto_variance() const { return (a + c) * (b + d) * n1 * n2 / (n * n * (n - 1)); }
    [[nodiscard]] double peto_excess() const { return a - (a + c) * n1 / n; }
};

[[noreturn]] void refuse(const char* method, const char* reason) {
    throw UsageError(std::string("--method ") + method + ": " + reason +
                     "; EE, DL, PM and REML add 1/2 to the cells of such studies");
}

/// Mantel and Haenszel (1959) for the risk ratio; variance of Greenland and Robins (1985).
void pool_risk_ratio(std::span<const Counts> studies, Pooled& pooled) {
    double r = 0, s = 0, p = 0;
    for (const Counts& counts : studies) {
        const Table t(counts);
        r += t.a * t.n2 / t.n;
        s += t.c * t.n1 / t.n;
        p += (t.n1 * t.n2 * (t.a + t.c) - t.a * t.c * t.n) / (t.n * t.n);
        pooled.weights.push_back(t.c * t.n1 / t.n);
    }
    if (r == 0 || s == 0) refuse("MH", "one group has no events in any study");
    if (!(p > 0)) refuse("MH", "no study has both events and women without: a ratio of 1 without error is no finding");
    pooled.estimate = std::log(r / s);
    pooled.standard_error = std::sqrt(p / (r * s));
}

/// Mantel and Haenszel (1959) for the odds ratio; variance of Robins, Breslow and Greenland (1986).
void pool_odds_ratio(std::span<const Counts> studies, Pooled& pooled) {
    double r = 0, s = 0, pr = 0, ps_qr = 0, qs = 0;
    for (const Counts& counts : studies) {
        const Table t(counts);
        const double p_i = (t.a + t.d) / t.n, q_i = (t.b + t.c) / t.n;
        const double r_i = t.a * t.d / t.n, s_i = t.b * t.c / t.n;
        r += r_i;
        s += s_i;
        pr += p_i * r_i;
        ps_qr += p_i * s_i + q_i * r_i;
        qs += q_i * s_i;
        pooled.weights.push_back(s_i);
    }
    if (r == 0 || s == 0) refuse("MH", "no study has events in the one group and other patients in the other");
    pooled.estimate = std::log(r / s);
    pooled.standard_error = std::sqrt((pr / (r * r) + ps_qr / (r * s) + qs / (s * s)) / 2);
}

/// Mantel-Haenszel weights for the risk difference (Greenland and Robins 1985); variance of Sato, Greenland and Robins
/// (1989), right for few large and for many small studies.
void pool_risk_difference(std::span<const Counts> studies, Pooled& pooled) {
    double weight = 0, sum = 0, p = 0, q = 0;
    for (const Counts& counts : studies) {
        const Table t(counts);
        const double f1 = t.n1 / t.n, f2 = t.n2 / t.n;
        weight += t.n1 * f2;
        sum += t.a * f2 - t.c * f1;
        p += t.c * f1 * f1 - t.a * f2 * f2 + f1 * f2 * (t.n2 - t.n1) / 2;
        q += (t.a * t.d + t.c * t.b) / (2 * t.n);
        pooled.weights.push_back(t.n1 * f2);
    }
    if (!(q > 0)) refuse("MH", "no study has both events and patients without");
    pooled.estimate = sum / weight;
    // Sums of terms that cancel: what rounding leaves of them is no variance.
    constexpr double rounding = 1e-12;
    const double variance = pooled.estimate * p + q;
    if (!(variance > rounding * q)) refuse("MH", "everyone of the one group has the event and nobody of the other");
    pooled.standard_error = std::sqrt(variance) / weight;
}

/// One-step odds ratio from observed minus expected events (Yusuf, Peto, Lewis, Collins and Sleight 1985).
void pool_peto(std::span<const Counts> studies, Pooled& pooled) {
    double excess = 0, variance = 0;
    for (const Counts& counts : studies) {
        const Table t(counts);
        excess += t.peto_excess();
        variance += t.peto_variance();
        pooled.weights.push_back(t.peto_variance());
    }
    if (variance == 0) refuse("Peto", "no study has both events and patients without");
    pooled.estimate = excess / variance;
    pooled.standard_error = std::sqrt(1 / variance);
}

/// Cochran's Q of the studies' own effects around the pooled one.
void set_heterogeneity(Pooled& pooled, std::span<const Counts> studies, EffectMeasure measure, Method method) {
    double q = 0;
    std::size_t informative = 0;
    for (const Counts& counts : studies) {
        const Table table(counts);
        if (!table.informative()) continue;
        ++informative;
        const Effect own = method == Method::peto
                               ? Effect{table.peto_excess() / table.peto_variance(), 1 / table.peto_variance()}
                               : effect_of(counts, measure);
        q += (own.estimate - pooled.estimate) * (own.estimate - pooled.estimate) / own.variance;
    }
    pooled.tau2 = 0;
    set_q(pooled, q, informative);
    set_i2_from_q(pooled);
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

Pooled pool_counts(std::span<const Counts> studies, EffectMeasure measure, Method method) {
    if (studies.empty()) throw UsageError("there is no study to pool");
    Pooled pooled;
    pooled.studies = studies.size();
    if (method == Method::peto) {
        if (measure != EffectMeasure::odds_ratio)
            throw UsageError("--method Peto gives an odds ratio: use --measure or");
        pool_peto(studies, pooled);
    } else if (method != Method::mh || measure == EffectMeasure::loghr) {
        throw std::logic_error("only MH and Peto pool counts, and no hazard ratio");
    } else if (measure == EffectMeasure::rr) {
        pool_risk_ratio(studies, pooled);
    } else if (measure == EffectMeasure::odds_ratio) {
        pool_odds_ratio(studies, pooled);
    } else {
        pool_risk_difference(studies, pooled);
    }
    double sum = 0;
    for (const double weight : pooled.weights) sum += weight;
    for (double& weight : pooled.weights) weight /= sum;
    set_normal_test(pooled);
    set_heterogeneity(pooled, studies, measure, method);
    return pooled;
}

Effect effect_of(const Counts& counts, EffectMeasure measure) {
    double a = counts.events1, b = counts.n1 - counts.events1;
    double c = counts.events2, d = counts.n2 - counts.events2;
    const bool corrected = a == 0 || b == 0 || c == 0 || d == 0;
    if (corrected)
        for (double* cell : {&a, &b, &c, &d}) *cell += 0.5;
    const double n1 = a + b, n2 = c + d;
    switch (measure) {
        case EffectMeasure::rr:
            return {std::log(a / n1) - std::log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2, corrected};
        case EffectMeasure::odds_ratio:
            return {std::log(a / b) - std::log(c / d), 1 / a + 1 / b + 1 / c + 1 / d, corrected};
        case EffectMeasure::rd:
            return {a / n1 - c / n2, a * b / (n1 * n1 * n1) + c * d / (n2 * n2 * n2), corrected};
        case EffectMeasure::loghr:
            break;
    }
    throw std::logic_error("a hazard ratio does not follow from counts");
}

Effect effect_of_hazard_ratio(double ratio, double ci_low, double ci_high) {
    const double standard_error = (std::log(ci_high) - std::log(ci_low)) / (2 * z_975);
    return {std::log(ratio), standard_error * standard_error, false};
}

}  // namespace ibtr::meta
