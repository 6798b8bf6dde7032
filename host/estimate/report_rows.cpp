#include "estimate/report_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ibtr {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Keeps the limits of an interval that is symmetric on the plain scale within what the quantity can be.
Estimate clipped(Estimate estimate, double low, double high) {
    if (!std::isnan(estimate.ci_low)) estimate.ci_low = std::max(estimate.ci_low, low);
    if (!std::isnan(estimate.ci_high)) estimate.ci_high = std::min(estimate.ci_high, high);
    return estimate;
}

/// Without an interval, and without an error where the replicates are all alike: the one event that was not seen, or
/// the one woman left, would have made the difference.
Estimate unsettled(const Estimate& estimate) {
    return {estimate.value, estimate.mc_se > 0 ? estimate.mc_se : undefined, undefined, undefined};
}

}  // namespace

Scale scale_of(EndpointKind kind) {
    switch (kind) {
        case EndpointKind::survival:
        case EndpointKind::net_survival:
            return Scale::survival;
        case EndpointKind::incidence:
        case EndpointKind::occupancy:
            return Scale::incidence;
        case EndpointKind::restricted_mean:
            return Scale::plain;
    }
    return Scale::plain;
}

Scale scale_of(Measure measure) {
    return measure == Measure::rd || measure == Measure::rmst_diff ? Scale::plain : Scale::ratio;
}

ReportRows::ReportRows(const Model& model, const EndpointPlan& plan, const ReportFunctionals& fine,
                       const ReportFunctionals* batches, double quantile, std::vector<double> women,
                       const StrategyMixtures& mixtures)
    : model_(model),
      plan_(plan),
      fine_(fine),
      batches_(batches),
      quantile_(quantile),
      women_(std::move(women)),
      mixtures_(mixtures),
      landmarks_(landmark_bins(model)) {
    for (const Endpoint& endpoint : plan.endpoints) {
        rows_.curve_endpoints.push_back(endpoint.name);
        if (endpoint.contrasted) rows_.contrast_endpoints.push_back(endpoint.name);
    }
}

Estimate ReportRows::with_error(double value, std::optional<std::size_t> position, Scale scale,
                                const SliceNumbers& numbers) const {
    if (batches_ == nullptr) return {value, std::isnan(value) ? undefined : 0, undefined, undefined};
    if (!position) return {value, undefined, undefined, undefined};
    return with_interval(value, numbers.spreads[*position], scale, quantile_);
}

Estimate ReportRows::at_time_zero(const Endpoint& endpoint) const {
    const bool survives = scale_of(endpoint.kind) == Scale::survival;
    const double value = survives ? 1.0 : endpoint.at_start;
    const double limit = batches_ == nullptr ? undefined : value;  // known by definition, not estimated
    return {value, 0, limit, limit};
}

Estimate ReportRows::curve_estimate(std::size_t strategy, std::size_t endpoint, std::uint32_t bin, const Slice& slice,
                                    const SliceNumbers& numbers) const {
    const Endpoint& what = plan_.endpoints[endpoint];
    if (!slice.weights.has_women(strategy)) return {undefined, undefined, undefined, undefined};
    if (bin == 0) return at_time_zero(what);
    std::optional<std::size_t> position;
    if (batches_ != nullptr) {
        const Functionals& batches = batches_->of(slice);
        if (const auto point = batches.point(bin)) position = batches.curve(strategy, endpoint, *point);
    }
    const Functionals& fine = fine_.of(slice);
    const double value = numbers.values[fine.curve(strategy, endpoint, *fine.point(bin))];
    const Estimate estimate = with_error(value, position, scale_of(what.kind), numbers);
    if (batches_ != nullptr && on_edge(what, bin, value)) return unsettled(estimate);
    return what.kind == EndpointKind::restricted_mean
               ? clipped(estimate, 0, static_cast<double>(bin) / model_.grid_per_year)
               : estimate;
}

/// Whether a simulated curve says that nothing, or everything, has happened.
bool ReportRows::on_edge(const Endpoint& endpoint, std::uint32_t bin, double value) const {
    if (endpoint.kind == EndpointKind::restricted_mean)
        return value == 0 || value == static_cast<double>(bin) / model_.grid_per_year;
    return value == 0 || value == 1;
}

/// Women still at risk: a count of simulated women for a simulated strategy, its expectation for a mix and for an exact
/// solution. Population weights do not enter; cells of weight 0 are outside the group.
double ReportRows::at_risk(std::size_t strategy, const Endpoint& endpoint, std::uint32_t bin,
                           const std::vector<double>& weights, const CellIncidence& cells) const {
    if (!endpoint.has_risk_set) return undefined;
    double count = 0;
    for (std::size_t c = 0; c < cells.cells; ++c) {
        if (weights[c] == 0) continue;
        const double left =
            bin == 0 ? 1.0 : survivors(cells.cumulative[cells.at(strategy, c, endpoint.at_risk) + bin - 1]);
        count += women_[c] * left;
    }
    const bool whole = batches_ != nullptr && !mixtures_.is_mix(strategy);
    return whole ? std::round(count) : count;
}

void ReportRows::add_curves(std::size_t strategy, const Slice& slice, const SliceNumbers& numbers,
                            const CellIncidence& cells) {
    const std::vector<double>& weights = slice.weights.by_strategy[strategy];
    std::vector<std::uint32_t> bins = curve_points(model_, is_all_women(slice));
    bins.insert(bins.begin(), 0);
    for (std::size_t e = 0; e < plan_.endpoints.size(); ++e)
        for (const std::uint32_t bin : bins)
            rows_.curves.push_back({strategy, slice.group, slice.population, e, bin,
                                    curve_estimate(strategy, e, bin, slice, numbers),
                                    at_risk(strategy, plan_.endpoints[e], bin, weights, cells)});
}

Estimate ReportRows::contrast_estimate(std::size_t strategy, std::size_t landmark, std::size_t endpoint,
                                       Measure measure, const Slice& slice, const SliceNumbers& numbers) const {
    std::optional<std::size_t> position;
    if (batches_ != nullptr && batches_->of(slice).point(landmarks_[landmark]))
        position = batches_->of(slice).contrast(strategy, landmark, endpoint, measure);
    const double value = numbers.values[fine_.of(slice).contrast(strategy, landmark, endpoint, measure)];
    const Estimate estimate = with_error(value, position, scale_of(measure), numbers);
    const auto arm_on_edge = [&](std::size_t arm) {
        const Functionals& fine = fine_.of(slice);
        const std::uint32_t bin = landmarks_[landmark];
        return on_edge(plan_.endpoints[endpoint], bin, numbers.values[fine.curve(arm, endpoint, *fine.point(bin))]);
    };
    if (batches_ != nullptr && (arm_on_edge(strategy) || arm_on_edge(model_.reference_strategy)))
        return unsettled(estimate);
    return measure == Measure::rd ? clipped(estimate, -1, 1) : estimate;
}

void ReportRows::add_contrasts(std::size_t strategy, const Slice& slice, const SliceNumbers& numbers) {
    for (std::size_t l = 0; l < landmarks_.size(); ++l) {
        std::size_t contrasted = 0;
        for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
            if (!plan_.endpoints[e].contrasted) continue;
            const auto add = [&](Measure measure, const Estimate& estimate) {
                rows_.contrasts.push_back({strategy, model_.reference_strategy, slice.group, slice.population,
                                           contrasted, landmarks_[l], measure, estimate});
            };
            const auto value = [&](Measure measure) {
                return contrast_estimate(strategy, l, e, measure, slice, numbers);
            };
            const Estimate rd = value(Measure::rd);
            add(Measure::rr_alive, value(Measure::rr_alive));
            add(Measure::rr_event, value(Measure::rr_event));
            add(Measure::rd, rd);
            add(Measure::nnt, reciprocal(rd));
            if (plan_.endpoints[e].name == "os")
                add(Measure::rmst_diff,
                    contrast_estimate(strategy, l, *plan_.restricted_mean(), Measure::rmst_diff, slice, numbers));
            add(Measure::hr, value(Measure::hr));
            add(Measure::hr_stratified, value(Measure::hr_stratified));
            ++contrasted;
        }
    }
}

}  // namespace ibtr
