// Law: what `ibtr cohort` writes of the simulated histories is what R's survival makes of them
// (tests/reference/survival), with names looked up, clocks changed and rows chosen by the program.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "cohort/cohort_analysis.hpp"
#include "cohort/fragment.hpp"
#include "cohort/read_cohort.hpp"
#include "survival/reference_numbers.hpp"

namespace ibtr::cohort::test {
namespace {

using survival::test::ReferenceNumbers;

/// The histories as a reader would write them down: states by name, nothing where none follows.
CsvTable named_histories() {
    CsvTable table = read_csv(IBTR_SURVIVAL_REFERENCE "/transitions.csv");
    const std::map<std::string, std::string> names{{"0", ""}, {"1", "well"}, {"2", "ill"}, {"3", "dead"}};
    table.header = {"id", "from", "to", "start_years", "stop_years"};
    for (CsvRow& row : table.rows)
        for (const std::size_t field : {1U, 2U}) row.fields[field] = names.at(row.fields[field]);
    return table;
}

CohortAnalysis analysis_of(CohortRequest request) {
    request.times = {0.5, 1, 2, 3.5, 5};
    return analyse(read_histories(named_histories(), {"id", {"dead"}}), request);
}

/// Numbers of a column in rows that have these fields.
std::vector<double> column(const std::string& csv, const std::map<std::string, std::string>& where,
                           const std::string& name) {
    const CsvTable table = parse_csv(csv, "output");
    std::vector<double> values;
    for (const CsvRow& row : table.rows) {
        bool fits = true;
        for (const auto& [key, value] : where) fits = fits && row.fields[table.find_column(key).value()] == value;
        if (fits) values.push_back(parse_number(row.fields[table.find_column(name).value()]).value());
    }
    return values;
}

TEST(Cohort, WritesWhatRFinds) {
    const ReferenceNumbers reference;
    CohortRequest request;
    request.from = {"ill"};
    request.cox = {"dead"};
    request.covariates = {"from"};
    const CohortAnalysis analysis = analysis_of(request);
    const std::string occupancy = occupancy_csv(analysis);
    // R orders the states 1, 2, 3; the file names well, ill, dead in that order.
    reference.compare("aj.zero.probability", column(occupancy, {{"since", "time zero"}}, "probability"), 1e-10);
    reference.compare("aj.zero.error", column(occupancy, {{"since", "time zero"}}, "standard_error"), 1e-8);
    reference.compare("cohort.since_entry.probability", column(occupancy, {{"since", "entry to ill"}}, "probability"),
                      1e-10);
    reference.compare("cohort.since_entry.error", column(occupancy, {{"since", "entry to ill"}}, "standard_error"),
                      1e-8);
    const std::map<std::string, std::string> overall{{"curve", "overall"}, {"since", "time zero"}};
    reference.compare("cohort.overall", column(survival_csv(analysis), overall, "survival"), 1e-10);
    reference.compare("cohort.overall_error", column(survival_csv(analysis), overall, "standard_error"), 1e-10);
    Remarks remarks;
    const std::string cox = cox_csv(analysis, remarks);
    const std::vector<double> ours{column(cox, {}, "log_hazard_ratio").at(0), column(cox, {}, "standard_error").at(0)};
    reference.compare("cohort.cox", ours, 1e-8);
    EXPECT_TRUE(remarks.empty());
}

// Events and years of a transition are the same on both clocks, but for people who came into their state unseen.
TEST(Cohort, CountsEveryEventOnce) {
    const CohortAnalysis analysis = analysis_of({});
    const std::string rates = rates_csv(analysis);
    double events = 0;
    for (const Move move : analysis.moves) {
        const std::map<std::string, std::string> of_move{{"transition", analysis.cohort.name_of(move)},
                                                         {"clock", "time"}};
        const std::vector<double> counts = column(rates, of_move, "events"),
                                  years = column(rates, of_move, "person_years");
        double sum = 0, all_years = 0;  // the last row is the sum of those before
        for (std::size_t k = 0; k + 1 < counts.size(); ++k) {
            sum += counts[k];
            all_years += years[k];
        }
        EXPECT_EQ(sum, counts.back());
        EXPECT_NEAR(all_years, years.back(), 1e-9);
        events += sum;
    }
    double rows = 0, watched = 0;
    for (std::size_t i = 0; i < analysis.cohort.id.size(); ++i) {
        rows += analysis.cohort.to[i] != survival::no_transition ? 1 : 0;
        watched += analysis.cohort.stop[i] - analysis.cohort.start[i];
    }
    EXPECT_EQ(events, rows);
    const std::vector<double> years = column(transitions_csv(analysis), {{"to", ""}}, "person_years");
    double all = 0;
    for (const double of_state : years) all += of_state;
    EXPECT_NEAR(all, watched, 1e-9);
}

// A spell cut in two is the same spell: entry to the state is that of its first part.
TEST(Cohort, SplitSpellsAreOneSpell) {
    const std::string header = "id,from,to,start_years,stop_years\n";
    const auto rates_of = [&](const std::string& rows) {
        return rates_csv(analyse(read_histories(parse_csv(header + rows, "people.csv"), {}), {}));
    };
    EXPECT_EQ(
        rates_of("a,well,ill,0,1\na,ill,dead,1,4\nb,well,ill,0,2\nb,ill,,2,7\n"),
        rates_of("a,well,,0,0.25\na,well,ill,0.25,1\na,ill,,1,1.5\na,ill,dead,1.5,4\nb,well,ill,0,2\nb,ill,,2,7\n"));
}

// Every family, fitted: the one with the lowest AIC stands in the fragment, and an interval without events is joined.
TEST(Cohort, FitsAndChooses) {
    CohortRequest request;
    request.fits = {"exponential", "weibull", "gompertz",           "lognormal",
                    "loglogistic", "gamma",   "piecewise_constant", "well_to_dead=exponential"};
    request.breaks = {0, 1, 100, 200};
    const CohortAnalysis analysis = analysis_of(request);
    Remarks remarks;
    const std::string fragment = fragment_toml(analysis, remarks);
    for (const TransitionFits& of_move : analysis.fits) {
        ASSERT_EQ(of_move.fits.size(), 7U);
        EXPECT_EQ(of_move.fits[6].starts_years, (std::vector<double>{0, 1}));
        for (const survival::ParametricFit& fit : of_move.fits) {
            if (fit.status != survival::FitStatus::converged) continue;
            EXPECT_GE(fit.aic(), of_move.fits[of_move.best].aic());
        }
        const std::string hazard =
            "family = \"" + std::string(survival::name_of(of_move.fits[of_move.best].family)) + "\"";
        EXPECT_NE(fragment.find(hazard), std::string::npos);
    }
}

// A state in which people are watched, and that nobody leaves: absorbing in the model, alive, and said.
TEST(Cohort, FragmentKeepsPeopleWhereNobodyLeaves) {
    const CsvTable people =
        parse_csv("id,from,to,start_years,stop_years\na,well,ill,0,1\na,ill,,1,2\nb,well,dead,0,1\n", "people.csv");
    Remarks remarks;
    const std::string fragment = fragment_toml(analyse(read_histories(people, {"id", {"dead"}}), {}), remarks);
    EXPECT_NE(fragment.find("name = \"ill\"\nkind = \"alive\"\nabsorbing = true"), std::string::npos) << fragment;
    ASSERT_EQ(remarks.size(), 1U);
    EXPECT_NE(remarks[0].text.find("watched in 'ill'"), std::string::npos);
}

}  // namespace
}  // namespace ibtr::cohort::test
