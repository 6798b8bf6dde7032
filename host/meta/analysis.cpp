#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "ibtr/error.hpp"
#include "meta/heterogeneity.hpp"
#include "meta/meta_report.hpp"

namespace ibtr::meta {
namespace {

/// "p = 0.034"; below a thousandth only that.
std::string p_text(double p_value) {
    return p_value < 0.001 ? "p < 0.001" : fmt::format("p = {:.3f}", p_value);
}

Pooled pool_studies(const StudyTable& table, EffectMeasure measure, Method method, MeanTest test) {
    if (method != Method::mh && method != Method::peto) {
        std::vector<Effect> effects;
        for (const StudyRow& study : table.studies) effects.push_back(study.effect);
        return pool(effects, method, test);
    }
    if (measure == EffectMeasure::loghr)
        throw UsageError("--method MH and Peto work on counts; pool hazard ratios with EE, DL, PM or REML");
    if (test != MeanTest::z)
        throw UsageError("--method MH and Peto have no variance between studies, so --test can only be z");
    std::vector<Counts> counts;
    for (const StudyRow& study : table.studies) counts.push_back(*study.counts);
    return pool_counts(counts, measure, method);
}

}  // namespace

MetaAnalysis analyse(StudyTable table, EffectMeasure measure, Method method, MeanTest test, bool survivors) {
    Pooled pooled = pool_studies(table, measure, method, test);
    return {std::move(table), measure, method, test, survivors, std::move(pooled)};
}

std::string_view to_text(EffectMeasure measure) {
    switch (measure) {
        case EffectMeasure::rr:
            return "RR";
        case EffectMeasure::odds_ratio:
            return "OR";
        case EffectMeasure::rd:
            return "RD";
        case EffectMeasure::loghr:
            break;
    }
    return "HR";
}

std::string_view to_text(Method method) {
    switch (method) {
        case Method::ee:
            return "EE";
        case Method::dl:
            return "DL";
        case Method::pm:
            return "PM";
        case Method::reml:
            return "REML";
        case Method::mh:
            return "MH";
        case Method::peto:
            break;
    }
    return "Peto";
}

std::string_view to_text(MeanTest test) {
    switch (test) {
        case MeanTest::z:
            return "z";
        case MeanTest::knha:
            return "knha";
        case MeanTest::adhoc:
            break;
    }
    return "adhoc";
}

double for_people(EffectMeasure measure, double value) {
    return measure == EffectMeasure::rd ? value : std::exp(value);
}

std::string number_text(EffectMeasure measure, double value) {
    const double number = for_people(measure, value);
    std::string text = fmt::format("{:.{}f}", number, measure == EffectMeasure::rd || number < 0.095 ? 3 : 2);
    const bool zero = text.find_first_of("123456789") == std::string::npos;
    return zero && text.front() == '-' ? text.substr(1) : text;
}

std::string interval_text(EffectMeasure measure, const Interval& interval) {
    return '[' + number_text(measure, interval.low) + ", " + number_text(measure, interval.high) + ']';
}

std::string with_interval(EffectMeasure measure, double estimate, const Interval& interval) {
    return number_text(measure, estimate) + ' ' + interval_text(measure, interval);
}

Interval own_interval(const Effect& effect) {
    return around(effect.estimate, z_975 * std::sqrt(effect.variance));
}

std::string heterogeneity_text(const MetaAnalysis& analysis) {
    const Pooled& pooled = analysis.pooled;
    if (pooled.studies == 1) return "one study: heterogeneity cannot be estimated";
    if (pooled.q_degrees == 0)
        return "heterogeneity cannot be estimated: only one study has events and patients without";
    std::string text;
    if (!std::isnan(pooled.tau2_ci.low))
        text = fmt::format("τ² {:.3g} [{:.3g}, {:.3g}], ", pooled.tau2, pooled.tau2_ci.low, pooled.tau2_ci.high);
    return text + fmt::format("I² {:.0f} %, Q {:.1f} on {} degree{} of freedom, {}", pooled.i2, pooled.q,
                              pooled.q_degrees, pooled.q_degrees == 1 ? "" : "s", p_text(pooled.q_p_value));
}

}  // namespace ibtr::meta
