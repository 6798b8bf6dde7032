#include "estimate/functionals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "estimate/hazard_ratio.hpp"

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
      widths_(grid_.widths()),
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
    for (std::size_t s = 0; s < strategies_; ++s)
        if (contrasts(weights, s)) fill_ratios(s, values);
    fill_hazard_ratios(cells, weights, arms, nearby, values);
    return values;
}

bool Functionals::contrasts(const SliceWeights& weights, std::size_t strategy) const {
    return strategy != reference_ && weights.has_women(strategy) && weights.has_women(reference_);
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
        const double* offset = arm.offset.data() + endpoint.time * grid_.intervals();
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
                cumulate([&](std::size_t j) { return person_time(widths_[j], cumulative[j], offset[j]); },
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
                                     const std::vector<Arm>& arms, const std::vector<double>& nearby,
                                     std::vector<double>& values) const {
    for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
        const Endpoint& endpoint = plan_.endpoints[e];
        if (!endpoint.contrasted) continue;
        // Some endpoints differ in what they estimate only, as bcss and cif_death_bc.
        const auto same = std::find_if(plan_.endpoints.begin(), plan_.endpoints.end(), [&](const Endpoint& other) {
            return other.contrasted && other.at_risk == endpoint.at_risk && other.events == endpoint.events;
        });
        const auto first = static_cast<std::size_t>(same - plan_.endpoints.begin());
        if (first == e) {
            fill_marginal(arms, weights, e, nearby, values);
            fill_stratified(cells, weights, e, nearby, values);
            continue;
        }
        for (std::size_t s = 0; s < strategies_; ++s)
            for (std::size_t l = 0; l < landmarks_.size(); ++l)
                for (const Measure measure : {Measure::hr, Measure::hr_stratified})
                    values[contrast(s, l, e, measure)] = values[contrast(s, l, first, measure)];
    }
}

void Functionals::fill_marginal(const std::vector<Arm>& arms, const SliceWeights& weights, std::size_t endpoint,
                                const std::vector<double>& nearby, std::vector<double>& values) const {
    const auto whole = [&](std::size_t s) {
        return at_risk(plan_.endpoints[endpoint], widths_, arms[s].cumulative.data(), arms[s].offset.data(), 1);
    };
    const ArmAtRisk reference = whole(reference_);
    for (std::size_t s = 0; s < strategies_; ++s) {
        if (!contrasts(weights, s)) continue;
        const ArmAtRisk arm = whole(s);
        solve({{&arm, &reference}}, contrast(s, 0, endpoint, Measure::hr), nearby, values);
    }
}

void Functionals::fill_stratified(const CellIncidence& cells, const SliceWeights& weights, std::size_t endpoint,
                                  const std::vector<double>& nearby, std::vector<double>& values) const {
    const auto within = [&](std::size_t s, std::size_t cell) {
        return at_risk(plan_.endpoints[endpoint], widths_, cells.cumulative.data() + cells.at(s, cell, 0),
                       cells.offset.data() + cells.offset_at(s, cell, 0), weights.by_strategy[s][cell]);
    };
    std::vector<std::optional<ArmAtRisk>> reference(cells.cells);  // made where a strategy needs it, for all of them
    for (std::size_t s = 0; s < strategies_; ++s) {
        if (!contrasts(weights, s)) continue;
        std::vector<std::size_t> shared;  // cells with women in both arms
        std::size_t cells_with_weight = 0;
        for (std::size_t c = 0; c < cells.cells; ++c) {
            const bool in_a = weights.by_strategy[s][c] != 0, in_b = weights.by_strategy[reference_][c] != 0;
            if (in_a && in_b) shared.push_back(c);
            cells_with_weight += in_a || in_b;
        }
        if (cells_with_weight == 1) {
            for (std::size_t l = 0; l < landmarks_.size(); ++l)
                values[contrast(s, l, endpoint, Measure::hr_stratified)] =
                    values[contrast(s, l, endpoint, Measure::hr)];
            continue;
        }
        if (hazard_ratios_ != HazardRatios::marginal_and_stratified) continue;
        std::vector<ArmAtRisk> arm;
        std::vector<std::pair<const ArmAtRisk*, const ArmAtRisk*>> strata;
        arm.reserve(shared.size());
        for (const std::size_t c : shared) {
            if (!reference[c]) reference[c] = within(reference_, c);
            strata.emplace_back(&arm.emplace_back(within(s, c)), &*reference[c]);
        }
        solve(strata, contrast(s, 0, endpoint, Measure::hr_stratified), nearby, values);
    }
}

void Functionals::solve(const std::vector<std::pair<const ArmAtRisk*, const ArmAtRisk*>>& strata, std::size_t position,
                        const std::vector<double>& nearby, std::vector<double>& values) const {
    const std::size_t to_next_landmark = contrast(0, 1, 0, Measure{}) - contrast(0, 0, 0, Measure{});
    RiskIntervals risk;
    std::size_t added = 0;
    double log_ratio = 0;
    for (const auto& landmark : landmarks_) {
        if (landmark) {
            for (const auto& [arm, reference] : strata) risk.add(*arm, *reference, added, landmark->interval + 1);
            added = landmark->interval + 1;
            // The ratio up to the landmark before is a good guess where there is no better one.
            log_ratio = risk.log_ratio(nearby.empty() ? log_ratio : std::log(nearby[position]));
            values[position] = std::exp(log_ratio);
        }
        position += to_next_landmark;
    }
}

}  // namespace ibtr
