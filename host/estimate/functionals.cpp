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

}  // namespace

std::vector<std::uint32_t> landmark_bins(const Model& model) {
    std::vector<std::uint32_t> bins;
    for (const double years : model.landmarks_years)
        bins.push_back(static_cast<std::uint32_t>(std::lround(years * model.grid_per_year)));
    std::sort(bins.begin(), bins.end());
    return bins;
}

Functionals::Functionals(const Model& model, const EndpointPlan& plan, TimeGrid grid,
                         const std::vector<std::uint32_t>& point_bins, HazardRatios hazard_ratios)
    : plan_(plan),
      grid_(std::move(grid)),
      hazard_ratios_(hazard_ratios),
      reference_(model.reference_strategy),
      strategies_(model.strategies.size()),
      bins_per_year_(model.grid_per_year) {
    for (const std::uint32_t bin : point_bins)
        if (const auto interval = grid_.find(bin)) {
            points_.end_bins.push_back(bin);
            point_intervals_.push_back(*interval);
        }
    for (const std::uint32_t bin : landmark_bins(model)) {
        const auto at = points_.find(bin);
        landmarks_.push_back(at ? std::optional(Landmark{point_intervals_[*at], *at}) : std::nullopt);
    }
    curve_size_ = strategies_ * plan.endpoints.size() * points();
    contrast_size_ = strategies_ * landmarks_.size() * plan.endpoints.size() * measures;
}

std::vector<double> Functionals::evaluate(const CellIncidence& cells, const SliceWeights& weights,
                                          const std::vector<double>& nearby) const {
    std::vector<double> values(size(), undefined);
    std::vector<Arm> arms;
    for (std::size_t s = 0; s < strategies_; ++s) {
        arms.emplace_back(cells, s, weights.by_strategy[s]);
        if (weights.has_women(s)) fill_curves(arms[s], s, values);
    }
    for (std::size_t s = 0; s < strategies_; ++s) {
        if (s == reference_) continue;
        if (!weights.has_women(s) || !weights.has_women(reference_)) continue;
        fill_ratios(s, values);
        fill_hazard_ratios(cells, weights, arms, s, nearby, values);
    }
    return values;
}

/// Log of (1 - d/n)^(d_k/d): n women at risk at the start of the interval, d events, d_k of the cause of interest. The
/// product over short intervals is exp(-int h_k dt), the limit of Kaplan-Meier with other causes censored.
double Functionals::net_survival_step(const Endpoint& endpoint, const Arm& arm, std::size_t interval) const {
    const double* at_risk = arm.cumulative.data() + endpoint.at_risk * grid_.intervals();
    const double* of_interest = arm.cumulative.data() + endpoint.events * grid_.intervals();
    const double n = interval == 0 ? 1.0 : survivors(at_risk[interval - 1]);
    const double d = events_in(at_risk, interval), d_k = events_in(of_interest, interval);
    if (!(n > 0) || d_k == 0) return n >= 0 ? 0 : undefined;
    return d_k / d * std::log1p(-std::min(d / n, 1.0));
}

template <class Step, class Visit>
void Functionals::cumulate(Step step_of, Visit visit) const {
    double sum = 0;
    std::size_t j = 0;
    for (std::size_t k = 0; k < points(); ++k) {
        for (; j <= point_intervals_[k]; ++j) sum += step_of(j);
        visit(k, sum);
    }
}

void Functionals::fill_curves(const Arm& arm, std::size_t strategy, std::vector<double>& values) const {
    for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
        const Endpoint& endpoint = plan_.endpoints[e];
        const double* cumulative = arm.cumulative.data() + endpoint.estimated * grid_.intervals();
        const double* offset = arm.offset.data() + endpoint.estimated * grid_.intervals();
        double* curve_values = values.data() + curve(strategy, e, 0);
        const auto at_points = [&](auto value) {
            for (std::size_t k = 0; k < points(); ++k) curve_values[k] = value(cumulative[point_intervals_[k]]);
        };
        switch (endpoint.kind) {
            case EndpointKind::survival:
                at_points([](double f) { return survivors(f); });
                break;
            case EndpointKind::incidence:
                at_points([](double f) { return f; });
                break;
            case EndpointKind::occupancy:
                at_points([&](double flow) { return std::max(endpoint.at_start + flow, 0.0); });
                break;
            case EndpointKind::net_survival:
                cumulate([&](std::size_t j) { return net_survival_step(endpoint, arm, j); },
                         [&](std::size_t k, double log_survival) { curve_values[k] = std::exp(log_survival); });
                break;
            case EndpointKind::restricted_mean:
                cumulate([&](std::size_t j) { return person_time(grid_.width(j), cumulative[j], offset[j]); },
                         [&](std::size_t k, double bins) { curve_values[k] = bins / bins_per_year_; });
                break;
        }
    }
}

Functionals::Proportions Functionals::proportions(const Endpoint& endpoint, double curve_value) const {
    if (endpoint.kind == EndpointKind::incidence) return {survivors(curve_value), curve_value};
    return {curve_value, 1 - curve_value};
}

void Functionals::fill_ratios(std::size_t strategy, std::vector<double>& values) const {
    for (std::size_t l = 0; l < landmarks_.size(); ++l) {
        if (!landmarks_[l]) continue;
        const std::size_t k = landmarks_[l]->point;
        for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
            if (!plan_.endpoints[e].contrasted) continue;
            const Proportions a = proportions(plan_.endpoints[e], values[curve(strategy, e, k)]);
            const Proportions b = proportions(plan_.endpoints[e], values[curve(reference_, e, k)]);
            values[contrast(strategy, l, e, Measure::rr_alive)] = ratio(a.alive, b.alive);
            values[contrast(strategy, l, e, Measure::rr_event)] = ratio(a.event, b.event);
            values[contrast(strategy, l, e, Measure::rd)] = a.alive - b.alive;
        }
        if (const auto e = plan_.restricted_mean())
            values[contrast(strategy, l, *e, Measure::rmst_diff)] =
                values[curve(strategy, *e, k)] - values[curve(reference_, *e, k)];
    }
}

void Functionals::fill_hazard_ratios(const CellIncidence& cells, const SliceWeights& weights,
                                     const std::vector<Arm>& arms, std::size_t strategy,
                                     const std::vector<double>& nearby, std::vector<double>& values) const {
    for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
        const Endpoint& endpoint = plan_.endpoints[e];
        if (!endpoint.contrasted) continue;
        // Some endpoints differ in what they estimate only, as bcss and cif_death_bc.
        const auto same = std::find_if(plan_.endpoints.begin(), plan_.endpoints.end(), [&](const Endpoint& other) {
            return other.contrasted && other.at_risk == endpoint.at_risk && other.events == endpoint.events;
        });
        const auto first = static_cast<std::size_t>(same - plan_.endpoints.begin());
        if (first == e) {
            solve_hazard_ratios(cells, weights, arms, strategy, e, nearby, values);
            continue;
        }
        for (std::size_t l = 0; l < landmarks_.size(); ++l)
            for (const Measure measure : {Measure::hr, Measure::hr_stratified})
                values[contrast(strategy, l, e, measure)] = values[contrast(strategy, l, first, measure)];
    }
}

void Functionals::solve_hazard_ratios(const CellIncidence& cells, const SliceWeights& weights,
                                      const std::vector<Arm>& arms, std::size_t strategy, std::size_t endpoint,
                                      const std::vector<double>& nearby, std::vector<double>& values) const {
    const std::size_t events = plan_.endpoints[endpoint].events * grid_.intervals();
    const std::size_t at_risk = plan_.endpoints[endpoint].at_risk * grid_.intervals();
    const auto whole = [&](std::size_t s) {
        const double *cumulative = arms[s].cumulative.data(), *offset = arms[s].offset.data();
        return ArmAtRisk{cumulative + events, cumulative + at_risk, offset + at_risk, 1};
    };
    const auto within = [&](std::size_t s, std::size_t cell) {
        const double* cumulative = cells.cumulative.data() + cells.at(s, cell, 0);
        const double* offset = cells.offset.data() + cells.at(s, cell, 0);
        return ArmAtRisk{cumulative + events, cumulative + at_risk, offset + at_risk, weights.by_strategy[s][cell]};
    };
    const std::pair marginal_arms{whole(strategy), whole(reference_)};
    std::vector<std::pair<ArmAtRisk, ArmAtRisk>> strata;
    std::size_t cells_with_weight = 0;
    for (std::size_t c = 0; c < cells.cells; ++c) {
        const bool in_a = weights.by_strategy[strategy][c] != 0, in_b = weights.by_strategy[reference_][c] != 0;
        if (in_a && in_b) strata.emplace_back(within(strategy, c), within(reference_, c));
        cells_with_weight += in_a || in_b;
    }

    const bool stratify = hazard_ratios_ == HazardRatios::marginal_and_stratified && cells_with_weight > 1;
    RiskIntervals marginal, stratified;
    const auto solve = [&](const RiskIntervals& risk, Measure measure, std::size_t landmark) {
        const std::size_t position = contrast(strategy, landmark, endpoint, measure);
        values[position] = std::exp(risk.log_ratio(nearby.empty() ? 0.0 : std::log(nearby[position])));
    };
    std::size_t j = 0;
    for (std::size_t l = 0; l < landmarks_.size(); ++l) {
        if (!landmarks_[l]) continue;
        for (; j <= landmarks_[l]->interval; ++j) {
            const double width = grid_.width(j);
            const auto add = [&](RiskIntervals& risk, const std::pair<ArmAtRisk, ArmAtRisk>& arm) {
                risk.add(arm.first.events_of(j), arm.second.events_of(j), arm.first.time_of(j, width),
                         arm.second.time_of(j, width));
            };
            add(marginal, marginal_arms);
            if (stratify)
                for (const auto& stratum : strata) add(stratified, stratum);
        }
        solve(marginal, Measure::hr, l);
        if (stratify)
            solve(stratified, Measure::hr_stratified, l);
        else if (cells_with_weight == 1)
            values[contrast(strategy, l, endpoint, Measure::hr_stratified)] =
                values[contrast(strategy, l, endpoint, Measure::hr)];
    }
}

}  // namespace ibtr
