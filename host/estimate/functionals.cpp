#include "functionals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "hazard_ratio.hpp"

namespace ibtr {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double ratio(double above, double below) {
    return below > 0 ? above / below : undefined;
}

/// Events of an interval from a cumulative series.
double step(const double* cumulative, std::size_t interval) {
    return interval == 0 ? cumulative[0] : cumulative[interval] - cumulative[interval - 1];
}

}  // namespace

std::vector<std::uint32_t> landmark_bins(const Model& model) {
    std::vector<std::uint32_t> bins;
    for (const double years : model.landmarks_years)
        bins.push_back(static_cast<std::uint32_t>(std::lround(years * model.grid_per_year)));
    std::sort(bins.begin(), bins.end());
    return bins;
}

Functionals::Functionals(const Model& model, const EndpointPlan& plan, TimeGrid grid)
    : plan_(plan),
      grid_(std::move(grid)),
      reference_(model.reference_strategy),
      strategies_(model.strategies.size()),
      bins_per_year_(model.grid_per_year) {
    for (const std::uint32_t bin : landmark_bins(model))
        landmarks_.push_back(grid_.find(bin).value_or(grid_.intervals()));
    curve_size_ = strategies_ * plan.endpoints.size() * grid_.intervals();
    contrast_size_ = strategies_ * landmarks_.size() * plan.endpoints.size() * measures;
}

std::vector<double> Functionals::evaluate(const CellIncidence& cells, const SliceWeights& weights,
                                          const std::vector<double>& nearby) const {
    std::vector<double> values(size(), undefined);
    std::vector<Arm> arms;
    for (std::size_t s = 0; s < strategies_; ++s) {
        arms.push_back(join_cells(cells, s, weights.by_strategy[s]));
        fill_curves(arms[s], s, values);
    }
    for (std::size_t s = 0; s < strategies_; ++s) {
        if (s == reference_) continue;
        fill_ratios(s, values);
        fill_hazard_ratios(cells, weights, arms, s, nearby, values);
    }
    return values;
}

Functionals::Arm Functionals::join_cells(const CellIncidence& cells, std::size_t strategy,
                                         const std::vector<double>& weights) const {
    const std::size_t row = cells.series * cells.intervals;
    Arm arm{std::vector<double>(row, 0.0), std::vector<double>(row, 0.0)};
    for (std::size_t c = 0; c < cells.cells; ++c) {
        if (weights[c] == 0) continue;  // such a cell may hold no women
        const double* cumulative = cells.cumulative.data() + cells.at(strategy, c, 0);
        const double* offset = cells.offset.data() + cells.at(strategy, c, 0);
        for (std::size_t i = 0; i < row; ++i) {
            arm.cumulative[i] += weights[c] * cumulative[i];
            arm.offset[i] += weights[c] * offset[i];
        }
    }
    return arm;
}

/// Bins lived at risk in an interval, per woman at time 0: the whole width for those left at its end, and up to the
/// event for the others.
double Functionals::person_time(const double* cumulative, const double* offset, std::size_t interval) const {
    return grid_.width(interval) * survivors(cumulative[interval]) + offset[interval];
}

/// Log of (1 - d/n)^(d_k/d): n women at risk at the start of the interval, d events, d_k of the cause of interest. The
/// product over short intervals is exp(-int h_k dt), the limit of Kaplan-Meier with other causes censored.
double Functionals::net_survival_step(const Endpoint& endpoint, const Arm& arm, std::size_t interval) const {
    const double* at_risk = arm.cumulative.data() + endpoint.at_risk * grid_.intervals();
    const double* of_interest = arm.cumulative.data() + endpoint.events * grid_.intervals();
    const double n = interval == 0 ? 1.0 : survivors(at_risk[interval - 1]);
    const double d = step(at_risk, interval), d_k = step(of_interest, interval);
    if (!(n > 0) || d_k == 0) return n >= 0 ? 0 : undefined;
    return d_k / d * std::log1p(-std::min(d / n, 1.0));
}

void Functionals::fill_curves(const Arm& arm, std::size_t strategy, std::vector<double>& values) const {
    for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
        const Endpoint& endpoint = plan_.endpoints[e];
        const double* cumulative = arm.cumulative.data() + endpoint.estimated * grid_.intervals();
        const double* offset = arm.offset.data() + endpoint.estimated * grid_.intervals();
        double* curve_values = values.data() + curve(strategy, e, 0);
        double sum = 0;
        for (std::size_t j = 0; j < grid_.intervals(); ++j) {
            switch (endpoint.kind) {
                case EndpointKind::survival:
                    curve_values[j] = survivors(cumulative[j]);
                    break;
                case EndpointKind::incidence:
                    curve_values[j] = cumulative[j];
                    break;
                case EndpointKind::occupancy:
                    curve_values[j] = std::max(endpoint.at_start + cumulative[j], 0.0);
                    break;
                case EndpointKind::net_survival:
                    curve_values[j] = std::exp(sum += net_survival_step(endpoint, arm, j));
                    break;
                case EndpointKind::restricted_mean:
                    curve_values[j] = (sum += person_time(cumulative, offset, j)) / bins_per_year_;
                    break;
            }
        }
    }
}

Functionals::Proportions Functionals::proportions(const Endpoint& endpoint, double curve_value) const {
    if (endpoint.kind == EndpointKind::incidence) return {survivors(curve_value), curve_value};
    return {curve_value, 1 - curve_value};
}

void Functionals::fill_ratios(std::size_t strategy, std::vector<double>& values) const {
    for (std::size_t l = 0; l < landmarks_.size(); ++l) {
        const std::size_t j = landmarks_[l];
        if (j == grid_.intervals()) continue;
        for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
            if (!plan_.endpoints[e].contrasted) continue;
            const Proportions a = proportions(plan_.endpoints[e], values[curve(strategy, e, j)]);
            const Proportions b = proportions(plan_.endpoints[e], values[curve(reference_, e, j)]);
            values[contrast(strategy, l, e, Measure::rr_alive)] = ratio(a.alive, b.alive);
            values[contrast(strategy, l, e, Measure::rr_event)] = ratio(a.event, b.event);
            values[contrast(strategy, l, e, Measure::rd)] = a.alive - b.alive;
        }
        if (const auto e = plan_.restricted_mean())
            values[contrast(strategy, l, *e, Measure::rmst_diff)] =
                values[curve(strategy, *e, j)] - values[curve(reference_, *e, j)];
    }
}

void Functionals::fill_hazard_ratios(const CellIncidence& cells, const SliceWeights& weights,
                                     const std::vector<Arm>& arms, std::size_t strategy,
                                     const std::vector<double>& nearby, std::vector<double>& values) const {
    const std::size_t intervals = grid_.intervals();
    const std::vector<double>& weight_a = weights.by_strategy[strategy];
    const std::vector<double>& weight_b = weights.by_strategy[reference_];
    RiskIntervals marginal, stratified;
    marginal.reserve(intervals);
    stratified.reserve(intervals * cells.cells);

    const auto solve = [&](const RiskIntervals& risk, std::size_t position) {
        const double start = nearby.empty() ? 0.0 : std::log(nearby[position]);
        values[position] = std::exp(risk.log_ratio(risk.size(), start));
    };
    for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
        const Endpoint& endpoint = plan_.endpoints[e];
        if (!endpoint.contrasted) continue;
        marginal.clear();
        stratified.clear();
        std::size_t j = 0;
        for (std::size_t l = 0; l < landmarks_.size(); ++l) {
            if (landmarks_[l] == intervals) continue;
            for (; j <= landmarks_[l]; ++j) {
                const auto events = [&](const double* first) { return step(first + endpoint.events * intervals, j); };
                const auto time = [&](const double* cumulative, const double* offset) {
                    return person_time(cumulative + endpoint.at_risk * intervals, offset + endpoint.at_risk * intervals,
                                       j);
                };
                const Arm &a = arms[strategy], &b = arms[reference_];
                marginal.add(events(a.cumulative.data()), events(b.cumulative.data()),
                             time(a.cumulative.data(), a.offset.data()), time(b.cumulative.data(), b.offset.data()));
                for (std::size_t c = 0; c < cells.cells; ++c) {
                    if (weight_a[c] == 0 || weight_b[c] == 0) continue;
                    const std::size_t first_a = cells.at(strategy, c, 0), first_b = cells.at(reference_, c, 0);
                    const double* cumulative = cells.cumulative.data();
                    const double* offset = cells.offset.data();
                    stratified.add(weight_a[c] * events(cumulative + first_a),
                                   weight_b[c] * events(cumulative + first_b),
                                   weight_a[c] * time(cumulative + first_a, offset + first_a),
                                   weight_b[c] * time(cumulative + first_b, offset + first_b));
                }
            }
            solve(marginal, contrast(strategy, l, e, Measure::hr));
            solve(stratified, contrast(strategy, l, e, Measure::hr_stratified));
        }
    }
}

}  // namespace ibtr
