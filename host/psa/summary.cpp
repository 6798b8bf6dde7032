#include "psa/summary.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "base/statistics.hpp"

namespace ibtr::psa {
namespace {

/// Variance between the means of replicates.
double replicate_variance(const std::vector<double>& values, std::size_t replicates) {
    std::vector<double> means;
    const std::size_t size = values.size() / replicates;
    for (std::size_t from = 0; from < values.size(); from += size)
        means.push_back(ibtr::mean(std::span(values).subspan(from, size)));
    return sample_variance(means, ibtr::mean(means));
}

/// Whether the shape of the spread is known well enough for one factor: noise makes any law look normal.
bool one_factor_reaches(const VarianceSplit& split, const DrawMoments& moments) {
    constexpr double most_noise = 0.5;  // of the parameters' variance
    return is_certain(split) && moments.simulation_variance <= most_noise * split.parameter_variance;
}

}  // namespace

VarianceSplit split_variance(const DrawMoments& moments, double patients) {
    const auto draws = static_cast<double>(moments.draws);
    VarianceSplit split;
    split.parameter_variance = moments.variance - moments.simulation_variance;
    split.patient_variance = moments.simulation_variance * patients;
    // Variances of a sample variance on draws - 1 degrees of freedom and of a mean of `draws` variances on one each.
    split.parameter_variance_se = draws > 1
                                      ? std::sqrt(2 * moments.variance * moments.variance / (draws - 1) +
                                                  2 * moments.simulation_variance * moments.simulation_variance / draws)
                                      : undefined;
    split.resolved = split.parameter_variance > 0;
    if (!split.resolved) {
        split.optimal_patients = split.noise_share = split.shrinkage = undefined;
        return split;
    }
    split.optimal_patients = split.patient_variance / split.parameter_variance;
    split.noise_share = std::sqrt(moments.simulation_variance / split.parameter_variance);
    split.shrinkage = std::sqrt(split.parameter_variance / moments.variance);
    return split;
}

bool is_certain(const VarianceSplit& split) {
    constexpr double certain = 3;  // standard errors: thousands of outcomes are looked at
    return split.parameter_variance > certain * split.parameter_variance_se;
}

MeanError mean_error(double variance, double groups) {
    if (groups < 2) return {};
    return {std::sqrt(variance / groups), t_975(groups - 1)};
}

DrawStatistics draw_statistics(std::vector<double> values, double simulation_variance, const Design& design) {
    const bool defined = std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
    const double mean = defined ? ibtr::mean(values) : undefined;
    DrawStatistics result;
    result.moments = {values.size(), mean, sample_variance(values, mean), simulation_variance};
    // Independent draws have an error from their spread, others from that of the replicates' means.
    const bool independent = design.kind == DesignKind::monte_carlo;
    const std::size_t groups = independent ? values.size() : design.replicates;
    result.error = mean_error(independent ? result.moments.variance : replicate_variance(values, groups),
                              static_cast<double>(groups));
    if (defined) result.limits = {quantile(values, low_limit), quantile(values, high_limit)};
    return result;
}

OutcomeSummary to_summary(const DrawStatistics& statistics, const Quantity& outcome, const Analysis& analysis) {
    const Scale scale = traits(outcome.measure).scale;
    const auto to_natural = [&](double x) { return from_scale(x, scale); };
    const DrawMoments& moments = statistics.moments;
    const double mean = moments.mean;
    OutcomeSummary result;
    result.split = split_variance(moments, static_cast<double>(analysis.patients));
    result.mean = to_natural(mean);
    result.sd = std::sqrt(moments.variance);
    const MeanError& error = statistics.error;
    result.mean_se = scale == Scale::ratio ? error.se * result.mean : error.se;
    result.mean_low = to_natural(mean - error.quantile * error.se);
    result.mean_high = to_natural(mean + error.quantile * error.se);
    if (std::isnan(mean)) return result;
    const auto [low, high] = statistics.limits;
    result.uncorrected = {to_natural(low), to_natural(high)};
    if (moments.variance == 0 || moments.simulation_variance == 0)
        result.set_corrected(result.uncorrected,
                             Correction::unneeded);  // the same in every draw, or solved: nothing to correct for
    else if (one_factor_reaches(result.split, moments)) {
        const double shrinkage = result.split.shrinkage;
        const Interval limits{without_noise(low, mean, shrinkage), without_noise(high, mean, shrinkage)};
        if (noise_is_uneven(moments.noise_slope, mean, result.split.parameter_variance,
                            static_cast<double>(moments.draws), limits))
            result.correction = Correction::uneven_noise;
        else
            result.set_corrected({to_natural(limits.low), to_natural(limits.high)}, Correction::one_factor);
    }
    return result;
}

OutcomeSummary summarise_outcome(std::vector<double> values, double simulation_variance, const Quantity& outcome,
                                 const Analysis& analysis) {
    const Scale scale = traits(outcome.measure).scale;
    for (double& value : values) value = on_scale(value, scale);
    return to_summary(draw_statistics(std::move(values), simulation_variance, analysis.design), outcome, analysis);
}

}  // namespace ibtr::psa
