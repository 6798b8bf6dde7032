#include "ibtr/estimate.hpp"

#include <limits>

#include "base/statistics.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"
#include "estimate/jackknife.hpp"
#include "estimate/mixture.hpp"
#include "estimate/report_functionals.hpp"
#include "estimate/report_rows.hpp"
#include "estimate/slices.hpp"

namespace ibtr {
namespace {

/// Scale of the interval of each number, parallel to Functionals::evaluate.
std::vector<Scale> scales(const Model& model, const EndpointPlan& plan, const Functionals& functionals) {
    std::vector<Scale> scale(functionals.size(), Scale::plain);
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        for (std::size_t e = 0; e < plan.endpoints.size(); ++e) {
            for (std::size_t k = 0; k < functionals.points(); ++k)
                scale[functionals.curve(s, e, k)] = scale_of(plan.endpoints[e].kind);
            for (std::size_t l = 0; l < model.landmarks_years.size(); ++l)
                for (const Measure m : {Measure::rr_alive, Measure::rr_event, Measure::hr, Measure::hr_stratified})
                    scale[functionals.contrast(s, l, e, m)] = scale_of(m);
        }
    return scale;
}

/// Jackknife spread of every number of every slice. Replicates are made one batch at a time, for all slices at once.
std::vector<std::vector<Spread>> spreads(const Model& model, const EndpointPlan& plan,
                                         const ReportFunctionals& functionals, const LeaveOneOut& batches,
                                         const std::vector<Slice>& slices) {
    std::vector<std::vector<double>> all, replicates(slices.size());  // replicates[slice][batch left out][number]
    const CellIncidence all_batches = batches.all();
    for (std::size_t k = 0; k < slices.size(); ++k) {
        all.push_back(functionals.of(slices[k]).evaluate(all_batches, slices[k].weights, {}));
        replicates[k].reserve(batches.batches() * all[k].size());
    }
    for (std::size_t b = 0; b < batches.batches(); ++b) {
        const CellIncidence cells = batches.without(b);
        for (std::size_t k = 0; k < slices.size(); ++k) {
            const auto values = functionals.of(slices[k]).evaluate(cells, slices[k].weights, all[k]);
            replicates[k].insert(replicates[k].end(), values.begin(), values.end());
        }
    }
    std::vector<std::vector<Spread>> result(slices.size());
    for (std::size_t k = 0; k < slices.size(); ++k) {
        const std::vector<Scale> scale = scales(model, plan, functionals.of(slices[k]));
        for (std::size_t q = 0; q < scale.size(); ++q)
            result[k].push_back(jackknife_spread(replicates[k].data() + q, batches.batches(), scale.size(), scale[q]));
    }
    return result;
}

Estimates collect(const Model& model, ReportRows& rows, const std::vector<Slice>& slices,
                  const std::vector<SliceNumbers>& numbers, const CellIncidence& cells) {
    for (std::size_t s = 0; s < model.strategies.size(); ++s)
        for (std::size_t k = 0; k < slices.size(); ++k) {
            rows.add_curves(s, slices[k], numbers[k], cells);
            if (s != model.reference_strategy) rows.add_contrasts(s, slices[k], numbers[k]);
        }
    return rows.take();
}

}  // namespace

const char* to_text(Measure measure) {
    switch (measure) {
        case Measure::rr_alive:
            return "rr_alive";
        case Measure::rr_event:
            return "rr_event";
        case Measure::rd:
            return "rd";
        case Measure::nnt:
            return "nnt";
        case Measure::rmst_diff:
            return "rmst_diff";
        case Measure::hr:
            return "hr";
        case Measure::hr_stratified:
            return "hr_stratified";
    }
    return "";
}

const char* in_words(PopulationKind kind) {
    return kind == PopulationKind::standardised ? "standardised" : "as observed";
}

const char* to_text(PopulationKind kind) {
    return kind == PopulationKind::standardised ? "standardised" : "as_observed";
}

Estimates estimate(const Model& model, const Parameters& parameters, const Population& population,
                   const EventGraph& graph, const Tallies& tallies) {
    const EndpointPlan plan = plan_endpoints(model, graph);
    const StrategyMixtures mixtures(model, parameters, population);
    const ReportFunctionals fine(model, plan, TimeGrid::every_bin(tallies.shape.bins));
    const ReportFunctionals coarse(model, plan, TimeGrid{tallies.shape.interval_end_bins});
    const CellIncidence cells = fine_incidence(plan, mixtures, tallies);

    const std::vector<Slice> slices = report_slices(model, parameters, population);
    std::vector<std::vector<Spread>> spread =
        spreads(model, plan, coarse, LeaveOneOut(plan, mixtures, tallies), slices);
    std::vector<SliceNumbers> numbers;
    for (std::size_t k = 0; k < slices.size(); ++k)
        numbers.push_back({fine.of(slices[k]).evaluate(cells, slices[k].weights, {}), std::move(spread[k])});

    ReportRows rows(model, plan, fine, &coarse, t_975(static_cast<double>(tallies.shape.batches) - 1),
                    women_per_cell(tallies), mixtures);
    return collect(model, rows, slices, numbers, cells);
}

Estimates estimate(const Model& model, const Parameters& parameters, const Population& population,
                   const EventGraph& graph, const ExpectedTallies& expected) {
    const EndpointPlan plan = plan_endpoints(model, graph);
    const StrategyMixtures mixtures(model, parameters, population);
    const ReportFunctionals fine(model, plan, TimeGrid::every_bin(expected.bins));
    const CellIncidence cells = expected_incidence(plan, mixtures, population, expected);

    const std::vector<Slice> slices = report_slices(model, parameters, population);
    std::vector<SliceNumbers> numbers;
    numbers.reserve(slices.size());
    for (const Slice& slice : slices) numbers.push_back({fine.of(slice).evaluate(cells, slice.weights, {}), {}});

    std::vector<double> women;
    for (const Cell& cell : population.cells) women.push_back(cell.weight * static_cast<double>(model.patients));
    ReportRows rows(model, plan, fine, nullptr, std::numeric_limits<double>::quiet_NaN(), std::move(women), mixtures);
    return collect(model, rows, slices, numbers, cells);
}

}  // namespace ibtr
