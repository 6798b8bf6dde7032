#include <cmath>
#include <limits>
#include <utility>

#include "base/csv.hpp"
#include "cohort/cohort_analysis.hpp"
#include "survival/person_years.hpp"

namespace ibtr::cohort {
namespace {

void add_rates(CsvText& csv, const CohortAnalysis& analysis, Move move, Clock clock, const Grouping& grouping) {
    const Spells spells = spells_at_risk(analysis.cohort, move, clock);
    std::vector<double> breaks = analysis.request.breaks;
    breaks.push_back(std::numeric_limits<double>::infinity());
    for (std::uint32_t level = 0; level < grouping.levels.size(); ++level) {
        const Spells of_level = only(spells, grouping, level);
        std::vector<survival::PersonYears> cells(breaks.size() - 1);
        survival::add_person_years(of_level.times(), {}, breaks, cells);
        survival::PersonYears all;
        const auto write = [&](double from, double to, const survival::PersonYears& cell) {
            const Interval limits = cell.limits();
            csv.row(analysis.cohort.name_of(move), name_of(clock), grouping.column, grouping.levels[level], from,
                    std::isfinite(to) ? to : undefined, cell.events, cell.years, cell.rate(), limits.low, limits.high);
        };
        for (std::size_t k = 0; k < cells.size(); ++k) {
            write(breaks[k], breaks[k + 1], cells[k]);
            all.events += cells[k].events;
            all.years += cells[k].years;
        }
        write(breaks.front(), std::numeric_limits<double>::infinity(), all);
    }
}

}  // namespace

std::string transitions_csv(const CohortAnalysis& analysis) {
    const ObservedCohort& cohort = analysis.cohort;
    CsvText csv("from,to,transitions,people_at_risk,person_years\n");
    for (std::uint32_t state = 0; state < cohort.states.size(); ++state) {
        std::size_t people = 0, last_seen = 0;
        double years = 0;
        const auto is_last = [&](std::size_t i) {
            return i + 1 == cohort.id.size() || cohort.id[i + 1] != cohort.id[i];
        };
        std::uint32_t last_counted = survival::no_transition;
        for (std::size_t i = 0; i < cohort.id.size(); ++i) {
            if (cohort.from[i] != state) continue;
            if (std::exchange(last_counted, cohort.id[i]) != cohort.id[i]) ++people;
            years += cohort.stop[i] - cohort.start[i];
            if (is_last(i) && cohort.to[i] == survival::no_transition) ++last_seen;
        }
        if (people == 0) continue;
        const auto write = [&](const std::string& to, std::size_t count) {
            csv.row(cohort.states[state], to, static_cast<double>(count), static_cast<double>(people), years);
        };
        for (const Move move : analysis.moves) {
            if (move.from != state) continue;
            std::size_t count = 0;
            for (std::size_t i = 0; i < cohort.id.size(); ++i)
                if (cohort.from[i] == state && cohort.to[i] == move.to) ++count;
            write(cohort.states[move.to], count);
        }
        write("", last_seen);
    }
    return csv.take();
}

std::string rates_csv(const CohortAnalysis& analysis) {
    CsvText csv("transition,clock,group,level,from_years,to_years,events,person_years,rate_per_year,ci_low,ci_high\n");
    for (const Move move : analysis.moves)
        for (const Clock clock : {Clock::time, Clock::sojourn})
            for (const Grouping& grouping : analysis.groupings) add_rates(csv, analysis, move, clock, grouping);
    return csv.take();
}

}  // namespace ibtr::cohort
