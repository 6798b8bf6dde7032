#include "psa/outcomes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "estimate/incidence.hpp"
#include "estimate/summed_incidence.hpp"
#include "ibtr/error.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr::psa {
namespace {

/// Positions in report_groups(model): all women, then the selected groups.
std::vector<std::size_t> group_positions(const Model& model, const OutcomeSelection& selection) {
    const std::vector<ReportGroup> groups = report_groups(model);
    std::vector<std::size_t> positions{0};
    for (std::size_t g = 1; g < groups.size(); ++g)
        if (std::find(selection.groups.begin(), selection.groups.end(), groups[g].name) != selection.groups.end())
            positions.push_back(g);
    return positions;
}

std::string class_in_words(const Model& model, const Population& population, std::size_t cell) {
    std::string words;
    for (std::size_t k = 0; k < population.cell_factors.size(); ++k) {
        const Factor& factor = model.factors[population.cell_factors[k]];
        words += (words.empty() ? "" : ", ") + factor.name + " " + factor.levels[population.cells[cell].levels[k]];
    }
    return words.empty() ? "of all " + model.people : words;
}

[[noreturn]] void refuse_empty_half(const Model& model, const Population& population, std::size_t cell,
                                    std::uint64_t women) {
    constexpr std::uint64_t of_both_halves = 2;  // women of a stratum take turns
    const auto enough = enough_patients(population, of_both_halves);
    throw UsageError(fmt::format("with --patients {} the class {} has nobody in one half of a draw; use {}", women,
                                 class_in_words(model, population, cell),
                                 enough ? fmt::format("--patients {} or more", *enough) : "more"));
}

/// Every bin for what hazard ratios, net survival and discounting run over; the reported times for all else.
SeriesGrids needed_grids(const Model& model, const EndpointPlan& plan, const ReportList& list, bool discounted) {
    constexpr std::size_t every_bin = 0, reported = 1;
    std::vector<std::size_t> grid(plan.series.size(), discounted ? every_bin : reported);
    std::vector<bool> offsets(plan.timed.size(), discounted);
    std::set<std::uint32_t> times;
    for (const NumberRequest& request : list.requests()) {
        const Endpoint& endpoint = plan.endpoints[request.first.endpoint];
        const bool hazard_ratio = request.measure == Measure::hr || request.measure == Measure::hr_stratified;
        times.insert(static_cast<std::uint32_t>(std::lround(request.bins)));
        if (hazard_ratio || endpoint.kind == EndpointKind::net_survival)
            grid[endpoint.at_risk] = grid[endpoint.events] = every_bin;
        if (hazard_ratio || endpoint.kind == EndpointKind::restricted_mean) offsets[endpoint.time] = true;
    }
    return {plan,
            {TimeGrid::of_bins(model.bins()), TimeGrid{{times.begin(), times.end()}}},
            std::move(grid),
            std::move(offsets)};
}

}  // namespace

std::vector<std::string> find_groups(const Model& model, const std::vector<std::string>& names) {
    const std::vector<ReportGroup> groups = report_groups(model);
    std::vector<bool> wanted(groups.size(), false);
    for (const std::string& name : names) {
        bool found = false;
        for (std::size_t g = 1; g < groups.size(); ++g) {
            if (groups[g].name != name && !groups[g].name.starts_with(name + "=")) continue;
            wanted[g] = found = true;
        }
        if (found) continue;
        std::vector<std::string> allowed;
        for (std::size_t g = 1; g < groups.size(); ++g) allowed.push_back(groups[g].name);
        throw UsageError(fmt::format(
            "--groups {}: not a group of this config (`groups` names the factors whose levels are reported); {}", name,
            allowed.empty() ? std::string("there are none")
                            : fmt::format("allowed: {}, or a factor", fmt::join(allowed, ", "))));
    }
    std::vector<std::string> found;
    for (std::size_t g = 1; g < groups.size(); ++g)
        if (wanted[g]) found.push_back(groups[g].name);
    return found;
}

void check_halves(const Model& model, const Population& population, std::uint64_t patients) {
    const std::vector<std::uint64_t> share = allocate(model, population, patients);
    std::vector<std::array<bool, 2>> present(population.cells.size());
    std::uint64_t number = 0;  // of a woman: its remainder is her half
    for (std::size_t h = 0; h < share.size(); ++h) {
        for (std::uint64_t k = 0; k < std::min<std::uint64_t>(share[h], 2); ++k)
            present[population.strata[h].cell][(number + k) % 2] = true;
        number += share[h];
    }
    for (std::size_t cell = 0; cell < present.size(); ++cell)
        if (!present[cell][0] || !present[cell][1]) refuse_empty_half(model, population, cell, patients);
}

OutcomePlan::OutcomePlan(const Model& model, const EventGraph& graph, const std::optional<Economics>& economics,
                         const OutcomeSelection& selection)
    : model_(model),
      economics_(economics),
      plan_(plan_endpoints(model, graph)),
      decision_(economics ? std::optional<DecisionPlan>(std::in_place, model, *economics, graph, plan_) : std::nullopt),
      list_(listed(model, plan_, selection)),
      grids_(std::make_shared<const SeriesGrids>(needed_grids(model, plan_, list_, economics.has_value()))),
      sums_(sum_plan(plan_, *grids_)),
      evaluator_(report_setting(model, plan_, *grids_), list_.requests()),
      exact_evaluator_(report_setting(model, plan_, SeriesGrids(plan_, TimeGrid::of_bins(model.bins()))),
                       list_.requests()) {
    const std::vector<ReportGroup> groups = report_groups(model);
    for (const std::size_t g : group_positions(model, selection))
        for (const PopulationKind kind : reported_populations(model)) {
            parts_.push_back({groups[g], kind, outcomes_.size(), 0});
            for (const ReportList::Row& row : list_.rows()) {
                outcomes_.push_back(row.quantity);
                outcomes_.back().group = groups[g].women();
                outcomes_.back().population = kind;
            }
            if (decision_) list_totals(groups[g].women(), kind);
            parts_.back().end = outcomes_.size();
        }
    for (const Quantity& outcome : outcomes_) scales_.push_back(traits(outcome.measure).scale);
}

ReportList OutcomePlan::listed(const Model& model, const EndpointPlan& plan, const OutcomeSelection& selection) {
    ReportList list(model, plan);
    for (StrategyIndex s; s < model.strategies.size(); ++s) list.add_curves(s, curve_points(model, false));
    std::vector<Measure> measures{Measure::rr_alive, Measure::rr_event, Measure::rd};
    if (selection.hazard_ratios) measures.push_back(Measure::hr);
    if (selection.stratified) measures.push_back(Measure::hr_stratified);
    for (StrategyIndex s; s < model.strategies.size(); ++s) {
        if (s == model.reference_strategy) continue;
        for (const std::uint32_t bin : landmark_bins(model)) {
            list.add_contrasts(s, bin, measures);
            list.add_contrasts(s, bin, {Measure::rmst_diff, Measure::rmtl_ratio});
        }
    }
    return list;
}

void OutcomePlan::list_totals(const WomenClass& women, PopulationKind kind) {
    const double horizon = static_cast<double>(model_.bins()) / model_.grid_per_year;
    for (StrategyIndex s; s < model_.strategies.size(); ++s)
        for (const char* item : decision_item_names)
            outcomes_.push_back({.measure = Measure::total,
                                 .population = kind,
                                 .strategy = s,
                                 .endpoint = item,
                                 .time_years = horizon,
                                 .group = women});
}

std::size_t OutcomePlan::total(PopulationKind kind, std::size_t strategy, DecisionItem item,
                               const std::string& group) const {
    const std::size_t position = list_.requests().size() + strategy * decision_items + static_cast<std::size_t>(item);
    for (const Part& part : parts_)
        if (decision_ && part.group.name == group && part.population == kind) return part.first + position;
    throw std::logic_error("no utilities and costs");
}

std::vector<std::string> OutcomePlan::groups() const {
    std::vector<std::string> names;
    for (const Part& part : parts_)
        if (names.empty() || names.back() != part.group.name) names.push_back(part.group.name);
    return names;
}

std::vector<double> OutcomePlan::evaluate(const Evaluator& evaluator, const Fractions& fractions,
                                          const SliceWeights& women, const Parameters& parameters,
                                          const StrategyMixtures& mixtures, const Population& population,
                                          const std::vector<double>& nearby) const {
    std::vector<double> values = evaluator.evaluate(fractions.cells, women.by_strategy, nearby).values;
    if (!decision_) return values;
    const std::vector<double> totals =
        decision_->evaluate(parameters, mixtures, population, *fractions.in_memory, women);
    values.insert(values.end(), totals.begin(), totals.end());
    return values;
}

DrawOutcomes OutcomePlan::evaluate(const Parameters& parameters, const Population& population, Sums sums) const {
    if (sums.batches != 2) throw std::logic_error("a draw is simulated in two halves");
    // What check_halves promises of the base case's women need not hold of a draw's.
    for (std::size_t k = 0; k < sums.patients.size(); ++k)
        if (sums.patients[k] == 0)
            refuse_empty_half(model_, population, k % sums.cells,
                              std::accumulate(sums.patients.begin(), sums.patients.end(), std::uint64_t{0}));
    const StrategyMixtures mixtures(model_, parameters, population);
    make_cumulative(plan_, *grids_, sums);
    const unsigned tick_shift = tick_shift_for(model_.bins());
    const SummedCells both(grids_, mixtures, sums, Half::both, tick_shift);
    const SummedCells first_half(grids_, mixtures, sums, Half::first, tick_shift);
    const SummedCells second_half(grids_, mixtures, sums, Half::second, tick_shift);
    std::vector<CellIncidence> in_memory;
    if (decision_)
        for (const SummedCells* cells : {&both, &first_half, &second_half}) in_memory.push_back(cells->incidence());
    const auto fractions = [&](const SummedCells& cells, std::size_t place) {
        return Fractions{cells, decision_ ? &in_memory[place] : nullptr};
    };

    DrawOutcomes result;
    result.values.reserve(outcomes_.size());
    result.half_differences.resize(outcomes_.size());
    for (const Part& part : parts_) {
        const SliceWeights women = slice_weights(model_, parameters, population, part.group, part.population);
        const std::vector<double> all =
            evaluate(evaluator_, fractions(both, 0), women, parameters, mixtures, population, {});
        const std::vector<double> first =
            evaluate(evaluator_, fractions(first_half, 1), women, parameters, mixtures, population, all);
        // Ratios of one half are about as much above those of all as the other's are below.
        std::vector<double> opposite(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) opposite[i] = all[i] * all[i] / first[i];
        const std::vector<double> second =
            evaluate(evaluator_, fractions(second_half, 2), women, parameters, mixtures, population, opposite);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Scale scale = scales_[part.first + i];
            const double difference = on_scale(first[i], scale) - on_scale(second[i], scale);
            result.half_differences[part.first + i] = static_cast<float>(difference / 2);
        }
        result.values.insert(result.values.end(), all.begin(), all.end());
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
            evaluate(exact_evaluator_, {cells, &cells},
                     slice_weights(model_, parameters, population, part.group, part.population), parameters, mixtures,
                     population, {});
        result.insert(result.end(), all.begin(), all.end());
    }
    return result;
}

}  // namespace ibtr::psa
