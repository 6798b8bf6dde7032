#include <algorithm>

#include "base/csv.hpp"
#include "base/statistics.hpp"
#include "cohort/cohort_analysis.hpp"
#include "survival/aalen_johansen.hpp"

namespace ibtr::cohort {
namespace {

void add_occupancy(CsvText& csv, const CohortAnalysis& analysis, const std::string& since, const Histories& all,
                   const Grouping& grouping, std::uint32_t level) {
    const Histories histories = only(all, grouping, level);
    if (histories.id.empty()) return;
    const survival::TransitionRows rows = histories.rows();
    std::vector<std::uint8_t> event;
    const survival::EventTimes times = survival::event_times(rows, event);
    survival::TimeOrder order;
    order.sort(times);
    survival::OccupationRequest request;
    request.states = analysis.cohort.states.size();
    request.people = analysis.cohort.people;
    request.times = analysis.times;
    survival::AalenJohansen estimator;
    estimator.estimate(rows, times, order, request);
    const double last = *std::max_element(histories.stop.begin(), histories.stop.end());
    for (std::size_t k = 0; k < analysis.times.size(); ++k)
        for (std::size_t j = 0; j < request.states; ++j) {
            const bool is_known = analysis.times[k] <= last;
            const double share = is_known ? estimator.probabilities()[k * request.states + j] : undefined;
            const double error = is_known ? estimator.errors()[k * request.states + j] : undefined;
            csv.row(since, grouping.column, grouping.levels[level], analysis.times[k], analysis.cohort.states[j], share,
                    error, std::max(0.0, share - z_975 * error), std::min(1.0, share + z_975 * error));
        }
}

}  // namespace

std::string occupancy_csv(const CohortAnalysis& analysis) {
    const ObservedCohort& cohort = analysis.cohort;
    CsvText csv("since,group,level,time_years,state,probability,standard_error,ci_low,ci_high\n");
    const auto add = [&](const std::string& since, const Histories& histories) {
        for (const Grouping& grouping : analysis.groupings)
            for (std::uint32_t level = 0; level < grouping.levels.size(); ++level)
                add_occupancy(csv, analysis, since, histories, grouping, level);
    };
    add("time zero", histories_from_zero(cohort));
    for (const std::uint32_t state : analysis.from)
        add("entry to " + cohort.states[state], histories_since_entry(cohort, state));
    return csv.take();
}

}  // namespace ibtr::cohort
