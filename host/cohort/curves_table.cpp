#include <algorithm>

#include "base/csv.hpp"
#include "cohort/cohort_analysis.hpp"
#include "survival/kaplan_meier.hpp"
#include "survival/log_rank.hpp"

namespace ibtr::cohort {
namespace {

/// Times to something, and what they are called.
struct NamedSpells {
    std::string curve, since;
    Spells spells;
};

/// Death from time zero and since entry to states; then each transition, all others ending the watching.
std::vector<NamedSpells> named_spells(const CohortAnalysis& analysis) {
    const ObservedCohort& cohort = analysis.cohort;
    std::vector<NamedSpells> all;
    if (std::find(cohort.is_death.begin(), cohort.is_death.end(), 1) != cohort.is_death.end()) {
        all.push_back({"overall", "time zero", spells_before_death(cohort, histories_from_zero(cohort))});
        for (const std::uint32_t state : analysis.from)
            all.push_back({"overall", "entry to " + cohort.states[state],
                           spells_before_death(cohort, histories_since_entry(cohort, state))});
    }
    for (const Move move : analysis.moves) {
        const Clock clock = analysis.clock_of(move);
        all.push_back({"without " + cohort.name_of(move),
                       clock == Clock::time ? "time zero" : "entry to " + cohort.states[move.from],
                       spells_at_risk(cohort, move, clock)});
    }
    return all;
}

void add_curve(CsvText& csv, const CohortAnalysis& analysis, const NamedSpells& named, const Grouping& grouping,
               std::uint32_t level) {
    const Spells spells = only(named.spells, grouping, level);
    if (spells.exit.empty()) return;
    survival::TimeOrder order;
    order.sort(spells.times());
    std::vector<survival::CurveStep> steps;
    survival::kaplan_meier(spells.times(), order, order.strata()[0], steps);
    const double median = survival::quantile_time(steps, 0.5);
    const double last = *std::max_element(spells.exit.begin(), spells.exit.end());
    for (const double time : analysis.times) {
        const survival::CurveStep step = survival::step_at(steps, time);
        double at_risk = 0, events = 0;
        for (std::size_t i = 0; i < spells.exit.size(); ++i) {
            at_risk += spells.entry[i] < time && time <= spells.exit[i] ? 1 : 0;
            events += spells.event[i] != 0 && spells.exit[i] <= time ? 1 : 0;
        }
        const Interval interval = survival::survival_interval(step, survival::IntervalScale::log_log);
        const bool is_known = time <= last || step.survival == 0;
        const auto known = [&](double value) { return is_known ? value : undefined; };
        csv.row(named.curve, named.since, grouping.column, grouping.levels[level], time, at_risk, events,
                known(step.survival), known(step.error()), known(interval.low), known(interval.high),
                known(step.hazard), median);
    }
}

}  // namespace

std::string survival_csv(const CohortAnalysis& analysis) {
    CsvText csv(
        "curve,since,group,level,time_years,at_risk,events,survival,standard_error,ci_low,ci_high,cumulative_hazard,"
        "median_years\n");
    for (const NamedSpells& named : named_spells(analysis))
        for (const Grouping& grouping : analysis.groupings)
            for (std::uint32_t level = 0; level < grouping.levels.size(); ++level)
                add_curve(csv, analysis, named, grouping, level);
    return csv.take();
}

std::string log_rank_csv(const CohortAnalysis& analysis) {
    CsvText csv("curve,since,group,level,observed,expected,chi_squared,degrees,p_value\n");
    for (const NamedSpells& named : named_spells(analysis))
        for (const Grouping& grouping : analysis.groupings) {
            if (grouping.levels.size() < 2) continue;
            Spells spells;
            std::vector<std::uint32_t> group;
            for (std::uint32_t level = 0; level < grouping.levels.size(); ++level) {
                const Spells of_level = only(named.spells, grouping, level);
                spells.entry.insert(spells.entry.end(), of_level.entry.begin(), of_level.entry.end());
                spells.exit.insert(spells.exit.end(), of_level.exit.begin(), of_level.exit.end());
                spells.event.insert(spells.event.end(), of_level.event.begin(), of_level.event.end());
                group.resize(spells.exit.size(), level);
            }
            survival::TimeOrder order;
            order.sort(spells.times());
            survival::LogRank test;
            test.test(spells.times(), order, group, grouping.levels.size());
            for (std::size_t level = 0; level < grouping.levels.size(); ++level)
                csv.row(named.curve, named.since, grouping.column, grouping.levels[level], test.observed()[level],
                        test.expected()[level], test.chi_squared(), static_cast<double>(test.degrees()),
                        test.p_value());
        }
    return csv.take();
}

}  // namespace ibtr::cohort
