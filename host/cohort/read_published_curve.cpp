#include <fmt/format.h>

#include <stdexcept>

#include "cohort/read_cohort.hpp"
#include "survival/reconstruct_times.hpp"

namespace ibtr::cohort {
namespace {

std::vector<double> numbers_in(const CsvTable& table, const std::string& column, const std::string& what_for) {
    const std::size_t place = require_column(table, column, what_for);
    RowProblems problems(table);
    std::vector<double> numbers;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const std::string& field = table.rows[row].fields[place];
        const auto number = parse_number(field);
        if (!number) problems.add(row, column, fmt::format("'{}' is no number", field));
        numbers.push_back(number.value_or(0));
    }
    problems.throw_if_any();
    return numbers;
}

}  // namespace

ObservedCohort read_published_curve(const CsvTable& curve, const CsvTable& at_risk, std::optional<double> events) {
    survival::PublishedCurve published;
    const std::vector<double> times = numbers_in(curve, "time_years", "the times of the curve"),
                              values = numbers_in(curve, "survival", "the share who survive, 0 to 1"),
                              risk_times = numbers_in(at_risk, "time_years", "the times of the numbers at risk"),
                              numbers = numbers_in(at_risk, "at_risk", "how many are at risk");
    published.times = times;
    published.survival = values;
    published.risk_times = risk_times;
    published.at_risk = numbers;
    published.events = events;
    survival::ReconstructedTimes people;
    try {
        people = survival::reconstruct_times(published);
    } catch (const std::invalid_argument& wrong) {
        throw ConfigError({{curve.file + ", " + at_risk.file, 0, "", wrong.what()}});
    }
    ObservedCohort cohort;
    cohort.states = {"alive", "dead"};
    cohort.is_death = {0, 1};
    cohort.table.file = curve.file;
    cohort.table.header = {"id"};
    for (std::size_t i = 0; i < people.exit.size(); ++i) {
        if (!(people.exit[i] > 0)) continue;  // censored at time zero: never watched
        cohort.table.rows.push_back({0, {std::to_string(cohort.people)}});
        cohort.add(static_cast<std::uint32_t>(cohort.people), {0, people.event[i] != 0 ? 1 : survival::no_transition},
                   0, people.exit[i], cohort.people);
        ++cohort.people;
    }
    cohort.remarks.push_back({Remark::Kind::note,
                              "times are reconstructed from a curve (Guyot et al. 2012): they give "
                              "it back, and are nobody's own"});
    complete(cohort);
    return cohort;
}

}  // namespace ibtr::cohort
