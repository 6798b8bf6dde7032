#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/statistics.hpp"

/// Pooling of two-group studies: the formulas, with their sources, are in docs/meta.md.
namespace ibtr::meta {

/// Scale on which studies are pooled: logarithms of ratios, differences as they are.
enum class EffectMeasure : std::uint8_t { rr, odds_ratio, rd, loghr };

/// How studies are weighted: EE one common effect; DL, PM, REML random effects, by their estimate of the variance
/// between studies; MH and Peto from the tables of counts themselves.
enum class Method : std::uint8_t { ee, dl, pm, reml, mh, peto };

/// Interval of the pooled effect: normal; Hartung-Knapp; Hartung-Knapp never narrower than its scale factor of 1.
enum class MeanTest : std::uint8_t { z, knha, adhoc };

/// Events among women, group 1 and group 2.
struct Counts {
    double events1 = 0, n1 = 0, events2 = 0, n2 = 0;
};

/// One study on the scale of the measure.
struct Effect {
    double estimate = 0;
    double variance = 0;     ///< of sampling, taken as known; above 0
    bool corrected = false;  ///< 1/2 was added to its four cells, one of which was 0
};

/// Group 1 against group 2 from counts. Where a cell is 0, 1/2 is added to all four cells of that study (Gart and
/// Zweifel 1967), also where both groups have no event.
///   log RR  ln(p1/p2),                  variance 1/a - 1/n1 + 1/c - 1/n2
///   log OR  ln(a d/(b c)),              variance 1/a + 1/b + 1/c + 1/d
///   RD      p1 - p2,                    variance p1(1-p1)/n1 + p2(1-p2)/n2
/// @param measure rr, odds_ratio or rd
Effect effect_of(const Counts& counts, EffectMeasure measure);

/// A hazard ratio with its 95 % interval, on the log scale; variance ((ln high - ln low)/(2 z))^2, z = 1.96.
Effect effect_of_hazard_ratio(double ratio, double ci_low, double ci_high);

/// A pooled effect on the scale of the measure. NaN where undefined.
struct Pooled {
    static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

    std::size_t studies = 0;
    double estimate = undefined, standard_error = undefined;
    Interval ci;                                        ///< 95 %
    double statistic = undefined, p_value = undefined;  ///< of no effect
    double tau2 = undefined;                            ///< variance between studies; 0 by definition in EE, MH, Peto
    Interval tau2_ci;                                   ///< 95 %, Q-profile; random effects only
    double i2 = undefined, h2 = undefined;              ///< I2 in percent
    double q = undefined, q_p_value = undefined;        ///< Cochran's Q and its chi-squared p
    std::size_t q_degrees = 0;
    Interval prediction;  ///< 95 %, of a new study's effect: quantile as in the test, z or t(k-1); random effects only
    Interval
        prediction_hts;  ///< the same with t(k-2) (Higgins, Thompson and Spiegelhalter 2009); three studies or more
    std::vector<double> weights;  ///< share of each study in the pooled effect; sums to 1
};

/// Inverse-variance pooling, EE, DL, PM or REML. One study is its own pooled effect; the variance between studies,
/// I2 and H2 are then undefined.
/// @throws UsageError for no study, and for one study with knha or adhoc
Pooled pool(std::span<const Effect> studies, Method method, MeanTest test);

/// Mantel-Haenszel (RR, OR, RD) or Peto (OR) pooling of uncorrected counts; z only. Q is taken over the studies that
/// have both events and non-events.
/// @throws UsageError for no study, for Peto with another measure than OR, and where there are too few events to say
Pooled pool_counts(std::span<const Counts> studies, EffectMeasure measure, Method method);

/// Estimate of the variance between studies, at least 0; 0 for one study.
/// @param method dl, pm or reml
double estimate_tau2(std::span<const Effect> studies, Method method);

/// 95 % Q-profile interval of the variance between studies (Viechtbauer 2007). [0, 0] where even no variance between
/// studies leaves less scatter than 97.5 % of samples would show: the interval is then empty on the positive side.
Interval tau2_interval(std::span<const Effect> studies);

}  // namespace ibtr::meta
