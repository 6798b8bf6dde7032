#include "psa/psa_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string_view>

#include "base/csv.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr::psa {
namespace {

constexpr const char* outcome_header = "strategy,comparator,group,population,endpoint,time_years,measure";

void put_outcome(CsvText& csv, const Model& model, const Quantity& outcome) {
    csv.fields(model.strategies[outcome.strategy].name,
               outcome.comparator ? std::string_view(model.strategies[*outcome.comparator].name) : "",
               women_text(model, outcome.group), to_text(outcome.population), outcome.endpoint, outcome.time_years,
               to_text(outcome.measure));
}

std::string_view resolved_text(const OutcomeSummary& summary) {
    if (!summary.split.resolved) return "not resolved";
    switch (summary.correction) {
        case Correction::unneeded:
        case Correction::one_factor:
            return "yes";
        case Correction::regression:
            return "by regression";
        case Correction::too_noisy:
            return "not resolved";
        case Correction::uneven_noise:
            return "uneven noise";
    }
    throw std::logic_error("no such correction");
}

/// Whether two quantities differ in time alone.
bool is_same_curve(Quantity a, const Quantity& b) {
    a.time_years = b.time_years;
    return a == b;
}

}  // namespace

bool decides(const Quantity& outcome) {
    if (!outcome.group.empty()) return false;
    if (outcome.measure == Measure::total) return outcome.endpoint == "qaly" || outcome.endpoint == "cost";
    return outcome.endpoint == survival_name &&
           (outcome.measure == Measure::rr_alive || outcome.measure == Measure::rd);
}

std::string describe(const Model& model, const Quantity& outcome) {
    if (outcome.measure == Measure::total)
        return fmt::format("{} of {}", outcome.endpoint, model.strategies[outcome.strategy].name);
    return fmt::format("{} of {} at {:g} years, {} against {}", to_text(outcome.measure), outcome.endpoint,
                       outcome.time_years, model.strategies[outcome.strategy].name,
                       model.strategies[outcome.comparator.value()].name);
}

PsaEstimates to_estimates(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary) {
    PsaEstimates result;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const Quantity& outcome = outcomes[i];
        if (outcome.measure == Measure::total) continue;  // no curve: psa_summary.csv has it
        const OutcomeSummary& s = summary.outcomes[i];
        const Estimate estimate{s.mean, s.mean_se, s.mean_low, s.mean_high};
        if (outcome.comparator) {
            result.estimates.contrasts.push_back({outcome, estimate});
            result.contrast_credible.push_back(s.corrected);
            continue;
        }
        std::vector<CurvePoint>& curves = result.estimates.curves;
        if (i == 0 || !is_same_curve(outcomes[i - 1], outcome)) {
            const double value = value_at_start(model, outcome.endpoint);
            if (!std::isnan(value)) {
                curves.push_back({outcome, {value, 0, value, value}, undefined});
                curves.back().time_years = 0;
                result.curve_credible.push_back({value, value});
            }
        }
        curves.push_back({outcome, estimate, undefined});
        result.curve_credible.push_back(s.corrected);
    }
    return result;
}

std::string psa_summary_csv(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary) {
    CsvText csv(std::string(outcome_header) +
                ",scale,mean,mean_se,sd_uncorrected,sd_corrected,parameter_variance,parameter_variance_se,"
                "patient_variance,noise_share,optimal_patients,resolved,cri_low,cri_high,cri_low_uncorrected,"
                "cri_high_uncorrected\n");
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const OutcomeSummary& s = summary.outcomes[i];
        const VarianceSplit& split = s.split;
        put_outcome(csv, model, outcomes[i]);
        csv.row(traits(outcomes[i].measure).scale == Scale::ratio ? "log" : "plain", s.mean, s.mean_se, s.sd,
                split.resolved ? std::sqrt(split.parameter_variance) : undefined, split.parameter_variance,
                split.parameter_variance_se, split.patient_variance, split.noise_share, split.optimal_patients,
                resolved_text(s), s.corrected.low, s.corrected.high, s.uncorrected.low, s.uncorrected.high);
    }
    return csv.take();
}

std::string verdict(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary,
                    const Analysis& analysis) {
    if (analysis.method == DrawMethod::exact) return "every draw was solved exactly: nothing to correct for";
    constexpr double enough = 0.1;
    const Quantity* worst = nullptr;
    const VarianceSplit* split = nullptr;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (!decides(outcomes[i]) || summary.outcomes[i].sd == 0) continue;
        const VarianceSplit& candidate = summary.outcomes[i].split;
        const bool worse = split == nullptr || (split->resolved && !(candidate.noise_share <= split->noise_share));
        if (!worse) continue;
        worst = &outcomes[i];
        split = &candidate;
    }
    if (worst == nullptr) return "nothing that decides varies between draws: nothing to split";
    const std::string where = describe(model, *worst);
    if (!split->resolved)
        return fmt::format(
            "not resolved: {} varies between draws no more than simulation noise does; use more patients "
            "per draw, or more draws",
            where);
    const std::string share =
        fmt::format("Monte Carlo error is at most {:.3g} % of the parameters' standard deviation ({})",
                    100 * split->noise_share, where);
    if (split->noise_share <= enough) return "enough patients: " + share;
    return fmt::format(
        "few patients per draw: {}. {:.0f} patients per draw would bring it "
        "to 10 %; for given work the parameters' variance is estimated best with about {:.0f}",
        share,
        std::ceil(static_cast<double>(analysis.patients) * split->noise_share * split->noise_share / (enough * enough)),
        std::ceil(std::max(1.0, split->optimal_patients)));
}

std::string empty_intervals(const Summary& summary) {
    std::size_t unresolved = 0, uneven = 0;
    for (const OutcomeSummary& s : summary.outcomes) {
        if (std::isnan(s.mean) || s.sd == 0) continue;
        unresolved += s.correction == Correction::too_noisy ? 1 : 0;
        uneven += s.correction == Correction::uneven_noise ? 1 : 0;
    }
    if (unresolved + uneven == 0) return "";
    return fmt::format(
        "credible intervals are corrected for simulation noise, but of {} of {} outcomes, which have none: of {} noise "
        "differs with the value, of {} it hides what parameters do. As simulated they are in psa_summary.csv; "
        "more patients per draw, or --by exact, give all",
        unresolved + uneven, summary.outcomes.size(), uneven, unresolved);
}

std::vector<std::uint32_t> convergence_points(const Design& design) {
    std::vector<std::uint32_t> points;
    if (design.kind != DesignKind::monte_carlo) {
        for (std::uint32_t r = 2; r <= design.replicates; ++r) points.push_back(design.draws / design.replicates * r);
        return points;
    }
    constexpr double first = 16, step = 1.4142135623730951;
    for (double at = first; at < design.draws; at *= step) points.push_back(static_cast<std::uint32_t>(at));
    points.push_back(design.draws);
    return points;
}

std::string convergence_csv(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary) {
    CsvText csv(std::string(outcome_header) + ",draws,mean,mean_se,sd_uncorrected,noise_share,cri_low,cri_high\n");
    for (const ConvergencePoint& point : summary.convergence) {
        const OutcomeSummary& s = point.summary;
        put_outcome(csv, model, outcomes[point.outcome]);
        csv.row(point.draws, s.mean, s.mean_se, s.sd, s.split.noise_share, s.corrected.low, s.corrected.high);
    }
    return csv.take();
}

}  // namespace ibtr::psa
