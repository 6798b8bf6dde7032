#include "estimate/mean_times.hpp"

#include <optional>
#include <stdexcept>

#include "base/statistics.hpp"
#include "estimate/arm.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"
#include "estimate/report_list.hpp"
#include "estimate/standard_error.hpp"

namespace ibtr {
namespace {

/// The series of net entries to every state, with their times.
struct StateFlow {
    SeriesIndex entries;
    TimedIndex time;
    std::size_t state;
};

std::vector<StateFlow> flows_of(const Model& model, EndpointPlan& plan) {
    std::vector<StateFlow> flows;
    for (const State& state : model.states) {
        for (const Endpoint& endpoint : std::vector<Endpoint>(plan.endpoints))
            if (endpoint.name == occupancy_prefix + state.name)
                flows.push_back({endpoint.estimated, plan.time_of(endpoint.estimated), endpoint.state});
    }
    if (flows.size() != model.states.size()) throw std::logic_error("every state has an occupancy");
    return flows;
}

double years_in_state(const CellIncidence& cells, const Arm& arm, const StateFlow& flow, double bins_per_year) {
    const double* entries = arm.cumulative.data() + cells.grids->first(flow.entries);
    const double* offset = arm.offset.data() + cells.grids->first_offset(flow.time);
    const std::vector<double>& widths = cells.grids->widths(flow.entries);
    const double at_start = arm.beginning_in(flow.state);
    double bins = 0;
    for (std::size_t k = 0; k < widths.size(); ++k) bins += widths[k] * (at_start + entries[k]) - offset[k];
    return bins / bins_per_year;
}

double median_years(const CellIncidence& cells, const Arm& arm, const Endpoint& endpoint, double bins_per_year) {
    const double* cumulative = arm.cumulative.data() + cells.grids->first(endpoint.estimated);
    double before = 0;
    for (std::size_t k = 0; k < cells.grids->of(endpoint.estimated).intervals(); before = cumulative[k++])
        if (cumulative[k] >= 0.5)
            return (static_cast<double>(k) + (0.5 - before) / (cumulative[k] - before)) / bins_per_year;
    return undefined;
}

/// Everything but the errors.
class TimesOfCohort {
public:
    explicit TimesOfCohort(const Cohort& cohort)
        : cohort_(cohort),
          plan_(plan_endpoints(cohort.model, cohort.graph)),
          flows_(flows_of(cohort.model, plan_)),
          mixtures_(cohort.model, cohort.parameters, cohort.population),
          slices_(report_slices(cohort)) {}

    [[nodiscard]] const EndpointPlan& plan() const { return plan_; }
    [[nodiscard]] const StrategyMixtures& mixtures() const { return mixtures_; }

    /// Of every slice, strategy and state.
    [[nodiscard]] std::vector<double> in_states(const CellIncidence& cells) const {
        std::vector<double> years;
        for_each_arm(cells, [&](const Slice&, StrategyIndex, const std::optional<Arm>& arm) {
            for (const StateFlow& flow : flows_)
                years.push_back(arm ? years_in_state(cells, *arm, flow, cohort_.model.grid_per_year) : undefined);
        });
        return years;
    }

    [[nodiscard]] std::vector<MeanTimes> results(const CellIncidence& cells, const std::vector<double>& errors) const {
        std::vector<MeanTimes> results;
        const std::vector<double> years = in_states(cells);
        std::size_t next = 0;
        for_each_arm(cells, [&](const Slice& slice, StrategyIndex strategy, const std::optional<Arm>& arm) {
            MeanTimes& times = results.emplace_back(MeanTimes{slice.population, slice.group, strategy, {}, {}});
            for (std::size_t state = 0; state < flows_.size(); ++state, ++next)
                times.in_state.push_back({years[next], arm ? errors[next] : undefined});
            for (const Endpoint& endpoint : plan_.endpoints)
                if (endpoint.kind == EndpointKind::survival)
                    times.medians.push_back(
                        {endpoint.name,
                         arm ? median_years(cells, *arm, endpoint, cohort_.model.grid_per_year) : undefined});
        });
        return results;
    }

private:
    /// Calls visit(slice, strategy, arm), without an arm where there are no such women.
    template <class Visit>
    void for_each_arm(const CellIncidence& cells, const Visit& visit) const {
        for (const Slice& slice : slices_)
            for (StrategyIndex s; s < cohort_.model.strategies.size(); ++s) {
                std::optional<Arm> arm;
                if (slice.weights.has_women(s)) arm.emplace(cells, s, slice.weights.by_strategy[s]);
                visit(slice, s, arm);
            }
    }

    const Cohort& cohort_;
    EndpointPlan plan_;
    std::vector<StateFlow> flows_;  ///< adds to plan_
    StrategyMixtures mixtures_;
    std::vector<Slice> slices_;
};

}  // namespace

std::vector<MeanTimes> mean_times(const Cohort& cohort, const Tallies& tallies) {
    const TimesOfCohort times(cohort);
    const LeaveOneOut batches(times.plan(), times.mixtures(), tallies);
    std::vector<double> replicates;
    for (std::size_t b = 0; b < batches.batches(); ++b) {
        const std::vector<double> years = times.in_states(batches.without(b));
        replicates.insert(replicates.end(), years.begin(), years.end());
    }
    const std::size_t count = replicates.size() / batches.batches();
    std::vector<double> errors;
    for (std::size_t i = 0; i < count; ++i)
        errors.push_back(jackknife_spread(replicates.data() + i, batches.batches(), count, Scale::plain).se);
    return times.results(fine_incidence(times.plan(), times.mixtures(), tallies), errors);
}

std::vector<MeanTimes> mean_times(const Cohort& cohort, const ExpectedTallies& expected) {
    const TimesOfCohort times(cohort);
    const CellIncidence cells = expected_incidence(times.plan(), times.mixtures(), cohort.population, expected);
    return times.results(cells, std::vector<double>(times.in_states(cells).size(), 0.0));
}

}  // namespace ibtr
