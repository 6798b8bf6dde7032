#include "ibtr/estimate.hpp"

#include <memory>
#include <span>
#include <utility>

#include "base/statistics.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"
#include "estimate/report_list.hpp"
#include "estimate/report_rows.hpp"
#include "estimate/standard_error.hpp"

namespace ibtr {
namespace {

/// The rows of one kind of slices, strategy by strategy, with what computes them.
class ReportPart {
public:
    /// @param batches grid of the batches; nullptr for an exact solution
    ReportPart(const Cohort& cohort, const EndpointPlan& plan, bool all_women, const SeriesGrids& fine,
               const SeriesGrids* batches)
        : list_(cohort.model, plan),
          row_ends_(fill(cohort.model, all_women)),
          fine_(report_setting(cohort.model, plan, fine), list_.requests()) {
        if (batches == nullptr) return;
        std::vector<NumberRequest> requests;
        std::vector<Scale> scale_of_request(list_.requests().size());
        for (const ReportList::Row& row : list_.rows())
            if (row.request) scale_of_request[*row.request] = row.scale;
        for (std::size_t i = 0; i < list_.requests().size(); ++i) {
            if (!batches->of({}).find(static_cast<std::uint32_t>(list_.requests()[i].bins))) continue;
            requests.push_back(list_.requests()[i]);
            places_.push_back(i);
            scales_.push_back(scale_of_request[i]);
        }
        coarse_ = std::make_unique<Evaluator>(report_setting(cohort.model, plan, *batches), std::move(requests));
    }

    /// Rows of one strategy.
    [[nodiscard]] std::span<const ReportList::Row> rows(std::size_t strategy) const {
        const std::size_t first = strategy == 0 ? 0 : row_ends_[strategy - 1];
        return std::span(list_.rows()).subspan(first, row_ends_[strategy] - first);
    }
    [[nodiscard]] const Evaluator& fine() const { return fine_; }
    [[nodiscard]] const Evaluator& coarse() const { return *coarse_; }

    /// Spreads of the numbers, where the batches' grid has their time.
    /// @param replicates [batch left out][number of `coarse`]
    [[nodiscard]] std::vector<std::optional<Spread>> spreads(const std::vector<double>& replicates,
                                                             std::size_t batches) const {
        std::vector<std::optional<Spread>> result(list_.requests().size());
        for (std::size_t q = 0; q < places_.size(); ++q)
            result[places_[q]] = jackknife_spread(replicates.data() + q, batches, places_.size(), scales_[q]);
        return result;
    }

private:
    /// @return ends of the strategies' rows
    std::vector<std::size_t> fill(const Model& model, bool all_women) {
        std::vector<std::uint32_t> bins = curve_points(model, all_women);
        bins.insert(bins.begin(), 0);
        std::vector<std::size_t> ends;
        for (StrategyIndex s; s < model.strategies.size(); ++s) {
            list_.add_curves(s, bins);
            if (s != model.reference_strategy)
                for (const std::uint32_t bin : landmark_bins(model))
                    list_.add_contrasts(s, bin,
                                        {Measure::rr_alive, Measure::rr_event, Measure::rd, Measure::nnt,
                                         Measure::rmst_diff, Measure::rmtl_ratio, Measure::hr, Measure::hr_stratified});
            ends.push_back(list_.rows().size());
        }
        return ends;
    }

    ReportList list_;
    std::vector<std::size_t> row_ends_;
    Evaluator fine_;
    std::unique_ptr<Evaluator> coarse_;
    std::vector<std::size_t> places_;  ///< among all requests, of each of `coarse_`
    std::vector<Scale> scales_;        ///< parallel
};

/// The same for both kinds of slices.
class ReportParts {
public:
    ReportParts(const Cohort& cohort, const EndpointPlan& plan, const SeriesGrids& fine, const SeriesGrids* batches)
        : all_women_(cohort, plan, true, fine, batches), groups_(cohort, plan, false, fine, batches) {}

    [[nodiscard]] const ReportPart& of(const Slice& slice) const { return slice.group.empty() ? all_women_ : groups_; }

private:
    ReportPart all_women_, groups_;
};

/// Jackknife spread of every number of every slice. Replicates are made one batch at a time, for all slices at once.
std::vector<std::vector<std::optional<Spread>>> spreads(const ReportParts& parts, const LeaveOneOut& batches,
                                                        const std::vector<Slice>& slices) {
    std::vector<std::vector<double>> all, replicates(slices.size());  // replicates[slice][batch left out][number]
    const CellIncidence all_batches = batches.all();
    for (std::size_t k = 0; k < slices.size(); ++k) {
        all.push_back(parts.of(slices[k]).coarse().evaluate(all_batches, slices[k].weights.by_strategy).values);
        replicates[k].reserve(batches.batches() * all[k].size());
    }
    for (std::size_t b = 0; b < batches.batches(); ++b) {
        const CellIncidence cells = batches.without(b);
        for (std::size_t k = 0; k < slices.size(); ++k) {
            const std::vector<double> values =
                parts.of(slices[k]).coarse().evaluate(cells, slices[k].weights.by_strategy, all[k]).values;
            replicates[k].insert(replicates[k].end(), values.begin(), values.end());
        }
    }
    std::vector<std::vector<std::optional<Spread>>> result;
    for (std::size_t k = 0; k < slices.size(); ++k)
        result.push_back(parts.of(slices[k]).spreads(replicates[k], batches.batches()));
    return result;
}

Estimates collect(const Cohort& cohort, const EndpointPlan& plan, const ReportParts& parts,
                  const std::vector<Slice>& slices, const std::vector<SliceNumbers>& numbers,
                  const ReportSource& source) {
    ReportRows rows(cohort.model, plan, source);
    for (std::size_t s = 0; s < cohort.model.strategies.size(); ++s)
        for (std::size_t k = 0; k < slices.size(); ++k)
            rows.add(parts.of(slices[k]).rows(s), parts.of(slices[k]).fine(), slices[k], numbers[k]);
    return rows.take();
}

}  // namespace

Estimates estimate(const Cohort& cohort, const Tallies& tallies) {
    const EndpointPlan plan = plan_endpoints(cohort.model, cohort.graph);
    const StrategyMixtures mixtures(cohort.model, cohort.parameters, cohort.population);
    const SeriesGrids batch_grid(plan, TimeGrid{tallies.shape.interval_end_bins});
    const ReportParts parts(cohort, plan, SeriesGrids(plan, TimeGrid::of_bins(tallies.shape.bins)), &batch_grid);
    const CellIncidence cells = fine_incidence(plan, mixtures, tallies);

    const std::vector<Slice> slices = report_slices(cohort);
    auto spread = spreads(parts, LeaveOneOut(plan, mixtures, tallies), slices);
    std::vector<SliceNumbers> numbers;
    for (std::size_t k = 0; k < slices.size(); ++k)
        numbers.push_back(
            {parts.of(slices[k]).fine().evaluate(cells, slices[k].weights.by_strategy), std::move(spread[k])});
    return collect(cohort, plan, parts, slices, numbers,
                   {cells, women_per_cell(tallies), t_975(static_cast<double>(tallies.shape.batches) - 1), mixtures});
}

Estimates estimate(const Cohort& cohort, const ExpectedTallies& expected) {
    const EndpointPlan plan = plan_endpoints(cohort.model, cohort.graph);
    const StrategyMixtures mixtures(cohort.model, cohort.parameters, cohort.population);
    const ReportParts parts(cohort, plan, SeriesGrids(plan, TimeGrid::of_bins(expected.bins)), nullptr);
    const CellIncidence cells = expected_incidence(plan, mixtures, cohort.population, expected);

    const std::vector<Slice> slices = report_slices(cohort);
    std::vector<SliceNumbers> numbers;
    numbers.reserve(slices.size());
    for (const Slice& slice : slices)
        numbers.push_back({parts.of(slice).fine().evaluate(cells, slice.weights.by_strategy), {}});

    std::vector<double> women;
    for (const Cell& cell : cohort.population.cells)
        women.push_back(cell.weight * static_cast<double>(cohort.model.patients));
    return collect(cohort, plan, parts, slices, numbers, {cells, std::move(women), std::nullopt, mixtures});
}

}  // namespace ibtr
