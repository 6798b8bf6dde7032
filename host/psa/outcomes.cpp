#include "psa/outcomes.hpp"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "estimate/incidence.hpp"
#include "estimate/mixture.hpp"
#include "estimate/report_functionals.hpp"
#include "estimate/report_rows.hpp"
#include "ibtr/error.hpp"

namespace ibtr::psa {
namespace {

double at_start(const Endpoint& endpoint) {
    const bool survives = endpoint.kind == EndpointKind::survival || endpoint.kind == EndpointKind::net_survival;
    return survives ? 1 : endpoint.at_start;
}

double on_scale(double value, Scale scale) {
    return scale == Scale::ratio ? std::log(value) : value;
}

}  // namespace

OutcomePlan::OutcomePlan(const Model& model, const EventGraph& graph, const std::optional<Economics>& economics,
                         const Selection& selection)
    : model_(model),
      economics_(economics),
      plan_(plan_endpoints(model, graph)),
      decision_(economics ? std::optional<DecisionPlan>(std::in_place, model, *economics, graph, plan_) : std::nullopt),
      functionals_(model, plan_, TimeGrid::every_bin(model.bins()), curve_points(model, false),
                   selection.stratified ? HazardRatios::marginal_and_stratified : HazardRatios::marginal) {
    const std::vector<ReportGroup> groups = report_groups(model);
    for (const std::size_t g : group_positions(model, selection))
        for (const PopulationKind kind : reported_populations(model)) {
            parts_.push_back({groups[g], g, kind, outcomes_.size(), 0});
            list(parts_.back(), selection.stratified);
            if (has_totals(parts_.back())) list_totals(parts_.back());
            parts_.back().end = outcomes_.size();
        }
}

void OutcomePlan::add(Outcome outcome, std::size_t position) {
    places_.push_back(position);
    outcomes_.push_back(std::move(outcome));
}

void OutcomePlan::list(const Part& part, bool stratified) {
    const PopulationKind kind = part.population;
    for (std::size_t s = 0; s < model_.strategies.size(); ++s)
        for (std::size_t e = 0; e < plan_.endpoints.size(); ++e)
            for (const std::uint32_t bin : curve_points(model_, false))
                add({s, std::nullopt, kind, plan_.endpoints[e].name, bin, "value", Scale::plain,
                     at_start(plan_.endpoints[e]), part.group_position},
                    functionals_.curve(s, e, functionals_.point(bin).value()));
    std::vector<Measure> measures{Measure::rr_alive, Measure::rr_event, Measure::rd, Measure::hr};
    if (stratified) measures.push_back(Measure::hr_stratified);
    const std::vector<std::uint32_t> landmarks = landmark_bins(model_);
    for (std::size_t s = 0; s < model_.strategies.size(); ++s) {
        if (s == model_.reference_strategy) continue;
        for (std::size_t l = 0; l < landmarks.size(); ++l) {
            const auto add_contrast = [&](std::size_t e, const std::string& endpoint, Measure measure) {
                add({s, model_.reference_strategy, kind, endpoint, landmarks[l], to_text(measure), scale_of(measure), 0,
                     part.group_position},
                    functionals_.contrast(s, l, e, measure));
            };
            for (std::size_t e = 0; e < plan_.endpoints.size(); ++e) {
                if (!plan_.endpoints[e].contrasted) continue;
                for (const Measure measure : measures) add_contrast(e, plan_.endpoints[e].name, measure);
            }
            if (const auto e = plan_.restricted_mean()) add_contrast(*e, "os", Measure::rmst_diff);
        }
    }
}

void OutcomePlan::list_totals(const Part& part) {
    const auto horizon = static_cast<std::uint32_t>(model_.bins());
    for (std::size_t s = 0; s < model_.strategies.size(); ++s)
        for (std::size_t i = 0; i < decision_items; ++i)
            add({s, std::nullopt, part.population, decision_item_names[i], horizon, "total", Scale::plain},
                functionals_.size() + s * decision_items + i);
}

std::size_t OutcomePlan::total(PopulationKind kind, std::size_t strategy, DecisionItem item) const {
    const std::size_t position = functionals_.size() + strategy * decision_items + static_cast<std::size_t>(item);
    for (const Part& part : parts_)
        for (std::size_t i = part.first; i < part.end; ++i)
            if (part.population == kind && places_[i] == position) return i;
    throw std::logic_error("no utilities and costs");
}

std::vector<double> OutcomePlan::evaluate(const CellIncidence& cells, const SliceWeights& women,
                                          const Parameters& parameters, const StrategyMixtures& mixtures,
                                          const std::vector<double>& nearby, bool with_totals) const {
    std::vector<double> values = functionals_.evaluate(cells, women, nearby);
    if (!with_totals) return values;
    const std::vector<double> totals = decision_->evaluate(parameters, mixtures, cells, women);
    values.insert(values.end(), totals.begin(), totals.end());
    return values;
}

DrawOutcomes OutcomePlan::evaluate(const Parameters& parameters, const Population& population,
                                   const Tallies& tallies) const {
    if (tallies.shape.batches != 2 || tallies.shape.interval_end_bins.size() != tallies.shape.bins)
        throw std::logic_error("a draw is simulated in two halves on the output grid");
    for (const std::uint64_t women : tallies.patients)
        if (women == 0) throw UsageError("some class of women has nobody in one half of a draw; use more --patients");
    const StrategyMixtures mixtures(model_, parameters, population);
    const LeaveOneOut halves(plan_, mixtures, tallies);
    const CellIncidence both = halves.all(), first_half = halves.without(1), second_half = halves.without(0);

    DrawOutcomes result;
    for (const Part& part : parts_) {
        const SliceWeights women = weights(parameters, population, part);
        const bool totals = has_totals(part);
        const std::vector<double> all = evaluate(both, women, parameters, mixtures, {}, totals);
        const std::vector<double> first = evaluate(first_half, women, parameters, mixtures, all, totals);
        const std::vector<double> second = evaluate(second_half, women, parameters, mixtures, all, totals);
        for (std::size_t i = part.first; i < part.end; ++i) {
            const std::size_t at = places_[i];
            const double difference =
                on_scale(first[at], outcomes_[i].scale) - on_scale(second[at], outcomes_[i].scale);
            result.values.push_back(all[at]);
            result.half_differences.push_back(static_cast<float>(difference / 2));
        }
    }
    return result;
}

std::vector<double> OutcomePlan::evaluate(const Parameters& parameters, const Population& population,
                                          const ExpectedTallies& expected) const {
    const StrategyMixtures mixtures(model_, parameters, population);
    const CellIncidence cells = expected_incidence(plan_, mixtures, population, expected);
    std::vector<double> result;
    for (const Part& part : parts_) {
        const std::vector<double> all =
            evaluate(cells, weights(parameters, population, part), parameters, mixtures, {}, has_totals(part));
        for (std::size_t i = part.first; i < part.end; ++i) result.push_back(all[places_[i]]);
    }
    return result;
}

SliceWeights OutcomePlan::weights(const Parameters& parameters, const Population& population, const Part& part) const {
    SliceWeights result;
    for (std::size_t s = 0; s < model_.strategies.size(); ++s)
        result.by_strategy.push_back(cell_weights(model_, parameters, population, s, part.group, part.population));
    return result;
}

}  // namespace ibtr::psa
