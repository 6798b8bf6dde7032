#include "psa/summary.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/digest.hpp"
#include "base/statistics.hpp"

namespace ibtr::psa {
namespace {

double from_scale(double value, Scale scale) {
    return scale == Scale::ratio ? std::exp(value) : value;
}

/// Standard error of the mean over draws: from their spread where they are independent, else from the spread of the
/// replicates' means.
struct MeanError {
    double se, quantile;
};
MeanError mean_error(const std::vector<double>& values, double variance, const Design& design) {
    const bool replicated = design.kind != DesignKind::monte_carlo;
    const std::size_t groups = replicated ? design.replicates : values.size();
    if (groups < 2) return {undefined, undefined};
    const double quantile = t_975(static_cast<double>(groups - 1));
    if (!replicated) return {std::sqrt(variance / static_cast<double>(groups)), quantile};
    std::vector<double> means;
    const std::size_t size = values.size() / groups;
    for (std::size_t from = 0; from < values.size(); from += size)
        means.push_back(ibtr::mean(std::span(values).subspan(from, size)));
    return {std::sqrt(sample_variance(means, ibtr::mean(means)) / static_cast<double>(groups)), quantile};
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

OutcomeSummary summarise_outcome(std::vector<double> values, double simulation_variance, const Quantity& outcome,
                                 const Analysis& analysis) {
    const Scale scale = traits(outcome.measure).scale;
    const auto to_natural = [&](double x) { return from_scale(x, scale); };
    OutcomeSummary result;
    for (double& value : values) value = on_scale(value, scale);
    const bool defined = std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
    const double mean = defined ? ibtr::mean(values) : undefined;
    const DrawMoments moments{values.size(), mean, sample_variance(values, mean), simulation_variance};
    result.split = split_variance(moments, static_cast<double>(analysis.patients));
    result.mean = to_natural(mean);
    result.sd = std::sqrt(moments.variance);
    const MeanError error = mean_error(values, moments.variance, analysis.design);
    result.mean_se = scale == Scale::ratio ? error.se * result.mean : error.se;
    result.mean_low = to_natural(mean - error.quantile * error.se);
    result.mean_high = to_natural(mean + error.quantile * error.se);
    if (!defined) return result;
    const double low = quantile(values, 0.025), high = quantile(values, 0.975);
    result.uncorrected = {to_natural(low), to_natural(high)};
    if (moments.variance == 0)
        result.corrected = result.uncorrected;  // the same in every draw: known without error
    else if (result.split.resolved)
        result.corrected = {to_natural(without_noise(low, mean, result.split.shrinkage)),
                            to_natural(without_noise(high, mean, result.split.shrinkage))};
    return result;
}

Summary summarise(const Store& store, const std::vector<Quantity>& outcomes, std::size_t memory_bytes) {
    const Analysis& analysis = store.analysis();
    const std::size_t at_once = std::clamp<std::size_t>(memory_bytes / (sizeof(double) * analysis.design.draws), 1,
                                                        std::max<std::size_t>(1, outcomes.size()));
    Summary summary;
    Digest tally_digests, digests;
    for (std::size_t first = 0; first < outcomes.size(); first += at_once) {
        const std::size_t count = std::min(at_once, outcomes.size() - first);
        std::vector<std::vector<double>> columns(count);
        for (std::vector<double>& column : columns) column.reserve(analysis.design.draws);
        std::vector<double> simulation_variances(count, 0.0);
        store.for_each([&](const DrawRecord& record) {
            for (std::size_t i = 0; i < count; ++i) {
                columns[i].push_back(record.outcomes[first + i]);
                const auto difference = static_cast<double>(record.half_differences[first + i]);
                simulation_variances[i] += difference * difference;
            }
            if (first > 0) return;
            tally_digests.text(record.tally_digest);
            digests.text(record.digest());
        });
        for (std::size_t i = 0; i < count; ++i) {
            const auto draws = static_cast<double>(columns[i].size());
            summary.outcomes.push_back(summarise_outcome(std::move(columns[i]), simulation_variances[i] / draws,
                                                         outcomes[first + i], analysis));
        }
    }
    summary.tally_digest = tally_digests.hex();
    summary.digest = digests.hex();
    return summary;
}

}  // namespace ibtr::psa
