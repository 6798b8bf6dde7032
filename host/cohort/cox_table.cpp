#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/csv.hpp"
#include "base/statistics.hpp"
#include "cohort/cohort_analysis.hpp"
#include "ibtr/error.hpp"
#include "survival/cox.hpp"
#include "survival/tests.hpp"

namespace ibtr::cohort {
namespace {

/// What a regression is of.
struct CoxQuestion {
    std::string name;
    Clock clock;
    Spells spells;
};

CoxQuestion question_of(const CohortAnalysis& analysis, const std::string& name) {
    const ObservedCohort& cohort = analysis.cohort;
    const auto state = std::find(cohort.states.begin(), cohort.states.end(), name);
    if (state != cohort.states.end())
        return {name, Clock::time, spells_before(cohort, static_cast<std::uint32_t>(state - cohort.states.begin()))};
    const Move move = find_move(cohort, "--cox", name);
    return {name, analysis.clock_of(move), spells_at_risk(cohort, move, analysis.clock_of(move))};
}

/// Without indicators of states that nobody in these rows is in, or everyone: who is at risk depends on the question.
std::vector<Covariate> that_vary(const std::vector<Covariate>& columns, const Spells& spells) {
    std::vector<Covariate> result;
    for (const Covariate& column : columns) {
        const bool is_of_state = column.name.starts_with("from=");
        const bool varies = std::any_of(spells.row.begin(), spells.row.end(), [&](std::size_t row) {
            return column.values[row] != column.values[spells.row.front()];
        });
        if (!is_of_state || varies) result.push_back(column);
    }
    return result;
}

/// Rows without a missing value, as a regression takes them.
struct CompleteRows {
    Spells spells;
    std::vector<std::uint32_t> stratum;
    std::vector<double> values;  ///< column by column
};

CompleteRows complete_rows(const Spells& spells, const std::vector<Covariate>& columns,
                           const std::vector<Grouping>& strata) {
    CompleteRows rows;
    for (std::size_t i = 0; i < spells.row.size(); ++i) {
        const std::size_t row = spells.row[i];
        std::uint32_t stratum = 0;
        bool is_complete = true;
        for (const Grouping& grouping : strata) {
            is_complete = is_complete && grouping.level_of[row] != Grouping::no_level;
            stratum = stratum * static_cast<std::uint32_t>(grouping.levels.size()) + grouping.level_of[row];
        }
        for (const Covariate& column : columns) is_complete = is_complete && !std::isnan(column.values[row]);
        if (!is_complete) continue;
        rows.spells.entry.push_back(spells.entry[i]);
        rows.spells.exit.push_back(spells.exit[i]);
        rows.spells.event.push_back(spells.event[i]);
        rows.spells.row.push_back(row);
        rows.stratum.push_back(stratum);
    }
    for (const Covariate& column : columns)
        for (const std::size_t row : rows.spells.row) rows.values.push_back(column.values[row]);
    return rows;
}

void add_regression(CsvText& csv, const CoxQuestion& question, const std::vector<Covariate>& all_columns,
                    const std::vector<Grouping>& strata, Remarks& remarks) {
    if (question.spells.row.empty())
        throw UsageError(
            fmt::format("--cox {}: nobody is seen at risk of it; name a transition or a state that someone "
                        "comes to",
                        question.name));
    const std::vector<Covariate> columns = that_vary(all_columns, question.spells);
    const CompleteRows rows = complete_rows(question.spells, columns, strata);
    if (columns.empty() || rows.spells.row.empty())
        throw UsageError(
            fmt::format("--cox {}: no covariate varies among those at risk, or nobody has all of them; name "
                        "other columns by --covariates",
                        question.name));
    if (const std::size_t missing = question.spells.row.size() - rows.spells.row.size(); missing > 0)
        remarks.push_back({Remark::Kind::warning, fmt::format("cox {}: {} of {} rows lack a covariate and are left out",
                                                              question.name, missing, question.spells.row.size())});
    survival::EventTimes times = rows.spells.times();
    times.stratum = rows.stratum;
    survival::TimeOrder order;
    order.sort(times);
    survival::CoxRegression regression;
    regression.fit(times, order, rows.values, survival::CoxTies::efron);
    const bool has_maximum = regression.status() == survival::FitStatus::converged;
    if (!has_maximum)
        remarks.push_back(
            {Remark::Kind::warning,
             fmt::format("cox {}: {} ({}): its rows have no estimates; leave that covariate out, or join "
                         "levels",
                         question.name, survival::name_of(regression.status()), columns[regression.covariate()].name)});
    const auto events = static_cast<double>(std::count(times.event.begin(), times.event.end(), 1));
    const auto known = [&](double value) { return has_maximum ? value : undefined; };
    for (std::size_t j = 0; j < columns.size(); ++j) {
        const double log_ratio = known(regression.coefficients()[j]);
        const double error = known(std::sqrt(regression.covariance()[j * columns.size() + j]));
        csv.row(question.name, name_of(question.clock), columns[j].name, log_ratio, error, std::exp(log_ratio),
                std::exp(log_ratio - z_975 * error), std::exp(log_ratio + z_975 * error),
                survival::normal_p(log_ratio / error), events, static_cast<double>(times.size()),
                known(regression.log_likelihood()), survival::name_of(regression.status()));
    }
}

}  // namespace

std::string cox_csv(const CohortAnalysis& analysis, Remarks& remarks) {
    CsvText csv(
        "transition,clock,covariate,log_hazard_ratio,standard_error,hazard_ratio,ci_low,ci_high,p_value,events,rows,"
        "log_likelihood,status\n");
    const std::vector<Covariate> columns = covariates(analysis.cohort, analysis.request.covariates);
    std::vector<Grouping> strata;
    for (const std::string& column : analysis.request.strata)
        strata.push_back(grouping(analysis.cohort, "--strata", column));
    for (const std::string& name : analysis.request.cox)
        add_regression(csv, question_of(analysis, name), columns, strata, remarks);
    return csv.take();
}

}  // namespace ibtr::cohort
