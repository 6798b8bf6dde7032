#include <cmath>
#include <stdexcept>

#include "ibtr/error.hpp"
#include "meta/meta.hpp"
#include "meta/weighted.hpp"

namespace ibtr::meta {
namespace {

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
    if (r == 0 || s == 0) refuse("MH", "no study has events in the one group and other women in the other");
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
    if (!(q > 0)) refuse("MH", "no study has both events and women without");
    pooled.estimate = sum / weight;
    pooled.standard_error = std::sqrt(pooled.estimate * p + q) / weight;
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
    if (variance == 0) refuse("Peto", "no study has both events and women without");
    pooled.estimate = excess / variance;
    pooled.standard_error = std::sqrt(1 / variance);
}

/// Cochran's Q of the studies' own effects around the pooled one.
void set_heterogeneity(Pooled& pooled, std::span<const Counts> studies, Measure measure, Method method) {
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

Pooled pool_counts(std::span<const Counts> studies, Measure measure, Method method) {
    if (studies.empty()) throw UsageError("there is no study to pool");
    Pooled pooled;
    pooled.studies = studies.size();
    if (method == Method::peto) {
        if (measure != Measure::odds_ratio) throw UsageError("--method Peto gives an odds ratio: use --measure or");
        pool_peto(studies, pooled);
    } else if (method != Method::mh || measure == Measure::loghr) {
        throw std::logic_error("only MH and Peto pool counts, and no hazard ratio");
    } else if (measure == Measure::rr) {
        pool_risk_ratio(studies, pooled);
    } else if (measure == Measure::odds_ratio) {
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

}  // namespace ibtr::meta
