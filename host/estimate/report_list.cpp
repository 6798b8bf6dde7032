#include "estimate/report_list.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

namespace ibtr {

SliceWeights slice_weights(const Model& model, const Parameters& parameters, const Population& population,
                           const ReportGroup& group, PopulationKind kind) {
    SliceWeights weights;
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        weights.by_strategy.push_back(cell_weights(model, parameters, population, s, group, kind));
    return weights;
}

std::vector<Slice> report_slices(const Cohort& cohort) {
    std::vector<Slice> slices;
    for (const ReportGroup& group : report_groups(cohort.model))
        for (const PopulationKind kind : reported_populations(cohort.model))
            slices.push_back(
                {group.women(), kind, slice_weights(cohort.model, cohort.parameters, cohort.population, group, kind)});
    return slices;
}

std::vector<std::uint32_t> landmark_bins(const Model& model) {
    std::vector<std::uint32_t> bins;
    for (const double years : model.landmarks_years)
        bins.push_back(static_cast<std::uint32_t>(std::lround(years * model.grid_per_year)));
    std::sort(bins.begin(), bins.end());
    return bins;
}

std::vector<std::uint32_t> curve_points(const Model& model, bool all_women) {
    const auto bins = static_cast<std::uint32_t>(model.bins());
    const std::uint32_t step = all_women ? 1 : model.grid_per_year;
    const std::vector<std::uint32_t> landmarks = landmark_bins(model);
    std::set<std::uint32_t> points(landmarks.begin(), landmarks.end());
    points.insert(bins);
    for (std::uint32_t bin = step; bin < bins; bin += step) points.insert(bin);
    return {points.begin(), points.end()};
}

void ReportList::add_curves(StrategyIndex strategy, const std::vector<std::uint32_t>& bins) {
    Quantity quantity{.strategy = strategy};
    for (EndpointIndex e; e < plan_.endpoints.size(); ++e) {
        quantity.endpoint = plan_.endpoints[e].name;
        const Scale scale = scale_of(quantity);
        for (const std::uint32_t bin : bins) {
            quantity.time_years = static_cast<double>(bin) / model_.grid_per_year;
            std::optional<std::size_t> request;
            if (bin > 0) {
                request = requests_.size();
                requests_.push_back({Measure::value, {e, strategy}, {e, strategy}, static_cast<double>(bin)});
            }
            rows_.push_back({quantity, e, scale, request});
        }
    }
}

void ReportList::add_contrasts(StrategyIndex strategy, std::uint32_t bin, const std::vector<Measure>& measures) {
    const auto mean = plan_.restricted_mean();
    for (EndpointIndex e; e < plan_.endpoints.size(); ++e) {
        if (!plan_.endpoints[e].contrasted) continue;
        for (const Measure measure : measures)
            if (!traits(measure).of_mean)
                add_contrast(strategy, e, measure, bin);
            else if (mean && plan_.endpoints[e].name == survival_name)
                add_contrast(strategy, *mean, measure, bin);
    }
}

void ReportList::add_contrast(StrategyIndex strategy, EndpointIndex endpoint, Measure measure, std::uint32_t bin) {
    const StrategyIndex reference = model_.reference_strategy;
    Quantity quantity{.measure = measure,
                      .strategy = strategy,
                      .comparator = reference,
                      .endpoint = traits(measure).of_mean ? survival_name : plan_.endpoints[endpoint].name,
                      .time_years = static_cast<double>(bin) / model_.grid_per_year};
    NumberRequest request{measure, {endpoint, strategy}, {endpoint, reference}, static_cast<double>(bin)};
    if (measure == Measure::hr_stratified) {
        request.classes = 0;
        quantity.adjusted_for = factors_that_split_reports(model_);
    }
    std::optional<std::size_t> place;
    if (measure != Measure::nnt) {
        place = requests_.size();
        requests_.push_back(request);
    }
    rows_.push_back({std::move(quantity), endpoint, traits(measure).scale, place});
}

Evaluator::Setting report_setting(const Model& model, const EndpointPlan& plan, SeriesGrids grids) {
    std::vector<StrategyIndex> strategies(model.strategies.size());
    std::iota(strategies.begin(), strategies.end(), StrategyIndex());
    return {plan, std::move(grids), static_cast<double>(model.grid_per_year), std::move(strategies), {CellClasses{}}};
}

}  // namespace ibtr
