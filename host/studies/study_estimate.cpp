#include "studies/study_estimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ibtr::studies {
namespace {

std::size_t bins_to(const StudyDesign& study, const SeenTable& table, unsigned grid_per_year) {
    const double bins = std::round(study.horizon_years * grid_per_year);
    return std::min(table.bins, static_cast<std::size_t>(bins));
}

double events_by(const SeenTable& table, std::size_t bins) {
    double sum = 0;
    for (std::size_t c = 0; c < table.classes; ++c)
        for (std::size_t j = 0; j < bins; ++j) sum += table.events[c * table.bins + j];
    return sum;
}

/// Calls visit(events, at risk) of both arms for each class and bin with an event.
template <class Visit>
void for_each_risk_set(const SeenTable& first, const SeenTable& second, std::size_t bins, Visit visit) {
    for (std::size_t c = 0; c < first.classes; ++c) {
        double at_risk_1 = first.women_of(c), at_risk_2 = second.women_of(c);
        const std::size_t row_1 = c * first.bins, row_2 = c * second.bins;
        for (std::size_t j = 0; j < bins; ++j) {
            const bool has_1 = j < first.bins, has_2 = j < second.bins;
            const double d1 = has_1 ? first.events[row_1 + j] : 0, d2 = has_2 ? second.events[row_2 + j] : 0;
            if (d1 + d2 > 0) visit(d1, d2, at_risk_1, at_risk_2);
            if (has_1) at_risk_1 -= d1 + first.left[row_1 + j];
            if (has_2) at_risk_2 -= d2 + second.left[row_2 + j];
        }
    }
}

std::optional<meta::Effect> of_counts(const StudyDesign& study, meta::Counts counts) {
    if (counts.events1 + counts.events2 <= 0) return std::nullopt;
    if (counts.events1 >= counts.n1 && counts.events2 >= counts.n2) return std::nullopt;
    if (study.measure == Measure::rr_alive) {
        counts.events1 = counts.n1 - counts.events1;
        counts.events2 = counts.n2 - counts.events2;
    }
    return meta::effect_of(counts, effect_measure(study.measure));
}

std::optional<meta::Effect> of_curves(const StudyDesign& study, const KaplanMeier& first, const KaplanMeier& second) {
    const double s1 = first.survival, s2 = second.survival, g1 = first.relative_variance, g2 = second.relative_variance;
    if (!(s1 > 0) || !(s2 > 0)) return std::nullopt;
    meta::Effect effect;
    if (study.measure == Measure::rr_event) {
        if (!(s1 < 1) || !(s2 < 1)) return std::nullopt;
        effect.estimate = std::log((1 - s1) / (1 - s2));
        effect.variance = g1 * std::pow(s1 / (1 - s1), 2) + g2 * std::pow(s2 / (1 - s2), 2);
    } else if (study.measure == Measure::rd) {
        effect.estimate = s1 - s2;
        effect.variance = g1 * s1 * s1 + g2 * s2 * s2;
    } else {
        effect.estimate = std::log(s1 / s2);
        effect.variance = g1 + g2;
    }
    return effect.variance > 0 ? std::optional(effect) : std::nullopt;
}

/// Score and information of the partial likelihood at a logarithm of the hazard ratio.
struct Score {
    double score = 0, information = 0;
};
Score score_at(double log_ratio, const SeenTable& first, const SeenTable& second, std::size_t bins) {
    Score sum;
    const double ratio = std::exp(log_ratio);
    for_each_risk_set(first, second, bins, [&](double d1, double d2, double n1, double n2) {
        // Efron: the r-th of d tied events meets a risk set from which r/d of those with an event have gone. So many
        // events that no study has them are expectations: their sum is then an integral, by the midpoint rule.
        constexpr double most_tied = 4096;
        constexpr std::size_t pieces = 64;
        const double d = d1 + d2;
        const bool expected = d > most_tied;
        const std::size_t steps = expected ? pieces : static_cast<std::size_t>(std::ceil(d - 1e-9));
        const double weight = d / static_cast<double>(steps), offset = expected ? 0.5 : 0;
        sum.score += d1;
        for (std::size_t r = 0; r < steps; ++r) {
            const double gone = (static_cast<double>(r) + offset) / static_cast<double>(steps);
            const double of_first = ratio * (n1 - gone * d1), all = of_first + n2 - gone * d2;
            const double p = of_first / all;
            sum.score -= weight * p;
            sum.information += weight * p * (1 - p);
        }
    });
    return sum;
}

}  // namespace

meta::EffectMeasure effect_measure(Measure measure) {
    if (measure == Measure::hr) return meta::EffectMeasure::loghr;
    return measure == Measure::rd ? meta::EffectMeasure::rd : meta::EffectMeasure::rr;
}

KaplanMeier kaplan_meier(const SeenTable& arm, std::size_t bins) {
    KaplanMeier result;
    double at_risk = arm.women();
    for (std::size_t j = 0; j < std::min(bins, arm.bins); ++j) {
        double events = 0, left = 0;
        for (std::size_t c = 0; c < arm.classes; ++c) {
            events += arm.events[c * arm.bins + j];
            left += arm.left[c * arm.bins + j];
        }
        if (events > 0) {
            const double stay = at_risk - events;
            result.survival *= stay > 0 ? stay / at_risk : 0;
            result.relative_variance += stay > 0 ? events / (at_risk * stay) : std::numeric_limits<double>::infinity();
        }
        at_risk -= events + left;
    }
    return result;
}

survival::LogRank log_rank(const SeenTable& first, const SeenTable& second, std::size_t bins) {
    survival::LogRank test;
    test.begin(2);
    for_each_risk_set(first, second, bins, [&](double d1, double d2, double n1, double n2) {
        test.add_risk_set(std::array{d2, d1}, std::array{n2, n1});
    });
    test.conclude();
    return test;
}

std::optional<meta::Effect> cox(const SeenTable& first, const SeenTable& second, std::size_t bins) {
    constexpr double largest = 20;  // |log ratio| of a likelihood without a maximum
    constexpr double close_enough = 1e-12;
    double estimate = 0, low = -largest, high = largest;
    if (!(score_at(low, first, second, bins).score > 0) || !(score_at(high, first, second, bins).score < 0))
        return std::nullopt;
    Score at = score_at(estimate, first, second, bins);
    for (int step = 0; step < 200; ++step) {
        (at.score > 0 ? low : high) = estimate;
        const double newton = estimate + at.score / at.information;
        const double next = newton > low && newton < high ? newton : (low + high) / 2;
        const bool there = std::abs(next - estimate) <= close_enough * std::max(1.0, std::abs(next));
        estimate = next;
        at = score_at(estimate, first, second, bins);
        if (there) break;
    }
    return meta::Effect{estimate, 1 / at.information, false};
}

std::optional<meta::Effect> estimate_study(const StudyDesign& study, const SeenTable& first, const SeenTable& second,
                                           unsigned grid_per_year) {
    const std::size_t bins_1 = bins_to(study, first, grid_per_year), bins_2 = bins_to(study, second, grid_per_year);
    const std::size_t bins = std::max(bins_1, bins_2);
    const double n1 = first.women(), n2 = second.women();
    switch (study.estimate) {
        case StudyEstimate::counts:
            return of_counts(study, {events_by(first, bins_1), n1, events_by(second, bins_2), n2});
        case StudyEstimate::km:
            return of_curves(study, kaplan_meier(first, bins), kaplan_meier(second, bins));
        case StudyEstimate::km_counts: {
            const auto dead = [&](const SeenTable& arm, double women) {
                return std::round(women * (1 - kaplan_meier(arm, bins).survival));
            };
            return of_counts(study, {dead(first, n1), n1, dead(second, n2), n2});
        }
        case StudyEstimate::logrank: {
            const survival::LogRank test = log_rank(first, second, bins);
            if (!(test.variance() > 0)) return std::nullopt;
            return meta::Effect{test.peto_log_ratio(), 1 / test.variance(), false};
        }
        case StudyEstimate::cox:
        case StudyEstimate::matched:
            break;
    }
    return cox(first, second, bins);
}

}  // namespace ibtr::studies
