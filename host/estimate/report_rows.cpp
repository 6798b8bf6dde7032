#include "estimate/report_rows.hpp"

#include <algorithm>
#include <cmath>

#include "base/statistics.hpp"
#include "estimate/arm.hpp"

namespace ibtr {
namespace {

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

void ReportRows::add(std::span<const ReportList::Row> rows, const Evaluator& evaluator, const Slice& slice,
                     const SliceNumbers& numbers) {
    const Part part{evaluator, slice, numbers};
    for (const ReportList::Row& row : rows) {
        Quantity quantity = row.quantity;
        quantity.group = slice.group;
        quantity.population = slice.population;
        if (!quantity.comparator)
            rows_.curves.push_back({std::move(quantity), curve_estimate(row, part), at_risk(row, slice)});
        else if (row.request)
            rows_.contrasts.push_back({std::move(quantity), contrast_estimate(row, part)});
        else
            rows_.contrasts.push_back({std::move(quantity), reciprocal(rows_.contrasts.back().estimate)});
    }
}

Estimate ReportRows::with_error(const ReportList::Row& row, const SliceNumbers& numbers) const {
    const double value = numbers.fine.values[*row.request];
    if (!is_simulated()) return {value, std::isnan(value) ? undefined : 0, undefined, undefined};
    const std::optional<Spread>& spread = numbers.spreads[*row.request];
    if (!spread) return {value, undefined, undefined, undefined};
    return with_interval(value, *spread, row.scale, *source_.quantile);
}

/// @param weights of the cells
Estimate ReportRows::at_time_zero(const Endpoint& endpoint, const std::vector<double>& weights) const {
    const bool survives = endpoint.kind == EndpointKind::survival || endpoint.kind == EndpointKind::net_survival;
    double value = survives ? 1 : 0;
    if (endpoint.kind == EndpointKind::occupancy) {
        const std::vector<double> shares = shares_at_start(source_.cells, weights);
        if (endpoint.state < shares.size()) value = shares[endpoint.state];
    }
    const double limit = is_simulated() ? value : undefined;  // known by definition, not estimated
    return {value, 0, limit, limit};
}

Estimate ReportRows::curve_estimate(const ReportList::Row& row, const Part& part) const {
    if (!part.slice.weights.has_women(row.quantity.strategy)) return {undefined, undefined, undefined, undefined};
    const Endpoint& endpoint = plan_.endpoints[row.endpoint];
    if (!row.request) return at_time_zero(endpoint, part.slice.weights.by_strategy[row.quantity.strategy]);
    const Estimate estimate = with_error(row, part.numbers);
    if (is_simulated() && on_edge(row, estimate.value)) return unsettled(estimate);
    return endpoint.kind == EndpointKind::restricted_mean ? clipped(estimate, 0, row.quantity.time_years) : estimate;
}

/// Whether a simulated curve says that nothing, or everything, has happened.
bool ReportRows::on_edge(const ReportList::Row& row, double value) const {
    const bool in_years = plan_.endpoints[row.endpoint].kind == EndpointKind::restricted_mean;
    return value == 0 || value == (in_years ? row.quantity.time_years : 1);
}

/// Women still at risk: a count of simulated women for a simulated strategy, its expectation for a mix and for an exact
/// solution. Population weights do not enter; cells of weight 0 are outside the group.
double ReportRows::at_risk(const ReportList::Row& row, const Slice& slice) const {
    const Endpoint& endpoint = plan_.endpoints[row.endpoint];
    if (!endpoint.has_risk_set) return undefined;
    const CellIncidence& cells = source_.cells;
    const StrategyIndex strategy = row.quantity.strategy;
    const std::uint32_t bin = row.quantity.bin(model_.grid_per_year);
    double count = 0;
    for (CellIndex c; c < cells.cells; ++c) {
        if (slice.weights.by_strategy[strategy][c] == 0) continue;
        const double left =
            bin == 0 ? 1.0 : survivors(cells.cumulative[cells.at(strategy, c, endpoint.at_risk) + bin - 1]);
        count += source_.women[c] * left;
    }
    const bool whole = is_simulated() && !source_.mixtures.is_mix(strategy);
    return whole ? std::round(count) : count;
}

Estimate ReportRows::contrast_estimate(const ReportList::Row& row, const Part& part) const {
    const Estimate estimate = with_error(row, part.numbers);
    const auto& [first, second] = part.evaluator.sides(*row.request);
    const std::vector<CurveValue>& curves = part.numbers.fine.curves;
    if (is_simulated() && (on_edge(row, curves[first].own) || on_edge(row, curves[second].own)))
        return unsettled(estimate);
    return row.quantity.measure == Measure::rd ? clipped(estimate, -1, 1) : estimate;
}

}  // namespace ibtr
