// Law: files of people are read as docs/cohort.md says, and what cannot be is refused with file, line, column and a way
// out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/csv.hpp"
#include "cohort/cohort_analysis.hpp"
#include "cohort/groups.hpp"
#include "cohort/read_cohort.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cohort::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint32_t nothing = survival::no_transition;

ObservedCohort wide(const std::string& rows) {
    WideColumns columns;
    columns.events = {{"relapse", "tor"}, {"metastasis", "tom"}};
    columns.death = "tod";
    columns.exit = "tox";
    return read_wide(parse_csv("id,tor,tom,tod,tox\n" + rows, "people.csv"), columns);
}

ObservedCohort histories(const std::string& rows) {
    return read_histories(parse_csv("id,from,to,start_years,stop_years\n" + rows, "people.csv"), {});
}

TEST(ReadWide, WalksThroughStatesInTheOrderOfTimes) {
    const ObservedCohort cohort = wide("1,,,,5\n2,1,2,4,4\n3,NA,2,NA,3\n4,1,,2,2\n");
    EXPECT_THAT(cohort.states, ElementsAre("event_free", "relapse", "metastasis", "dead"));
    EXPECT_EQ(cohort.people, 4U);
    EXPECT_THAT(cohort.id, ElementsAre(0, 1, 1, 1, 2, 2, 3, 3));
    EXPECT_THAT(cohort.from, ElementsAre(0, 0, 1, 2, 0, 2, 0, 1));
    EXPECT_THAT(cohort.to, ElementsAre(nothing, 1, 2, 3, 2, nothing, 1, 3));
    EXPECT_THAT(cohort.start, ElementsAre(0, 0, 1, 2, 0, 2, 0, 1));
    EXPECT_THAT(cohort.stop, ElementsAre(5, 1, 2, 4, 2, 3, 1, 2));
    EXPECT_THAT(cohort.is_death, ElementsAre(0, 0, 0, 1));
    EXPECT_TRUE(cohort.remarks.empty());
}

// Two events at one time: the worse counts. An event that comes last ends the watching too.
TEST(ReadWide, TiesAndOrders) {
    const ObservedCohort cohort = wide("1,2,2,,5\n2,,3,3,3\n3,,4,,4\n4,3,1,,6\n");
    EXPECT_THAT(cohort.from, ElementsAre(0, 2, 0, 0, 0, 2));
    EXPECT_THAT(cohort.to, ElementsAre(2, nothing, 3, 2, 2, nothing));
    ASSERT_EQ(cohort.remarks.size(), 2U);
    EXPECT_THAT(cohort.remarks[0].text, HasSubstr("2 events come at the time of a worse one"));
    EXPECT_THAT(cohort.remarks[1].text, HasSubstr("1 events come after one that stands later"));
}

template <class Read>
std::string complaint(const Read& read) {
    try {
        read();
    } catch (const UsageError& error) {
        return error.what();
    }
    return "nothing is wrong";
}

TEST(ReadWide, RefusesWhatCannotBe) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"1,,6,,5\n", "people.csv:2: tom: comes at 6, after the exit at 5"},
        {"1,,,4,5\n", "people.csv:2: tod: death at 4, before the exit at 5"},
        {"1,,,,5\n1,,,,6\n", "people.csv:3: id: '1': every row needs a person of its own"},
        {"1,0,,,5\n", "people.csv:2: tor: '0': expected years after time zero"},
        {"1,soon,,,5\n", "people.csv:2: tor: 'soon': expected years"},
        {"1,,,,\n", "people.csv:2: tox: missing"},
        {"", "no row below the header"},
    };
    for (const auto& each : cases) EXPECT_THAT(complaint([&] { wide(each.first); }), HasSubstr(each.second));
    WideColumns columns;
    columns.exit = "end";
    EXPECT_THAT(
        complaint([&] { read_wide(parse_csv("id,ende\n1,2\n", "people.csv"), columns); }),
        HasSubstr("people.csv:1: needs a column for the end of watching (--exit): 'end' is unknown; nearest: 'ende'"));
    columns.events = {{"event free", "ende"}};
    columns.exit = "ende";
    EXPECT_THAT(complaint([&] { read_wide(parse_csv("id,ende\n1,2\n", "people.csv"), columns); }),
                HasSubstr("'event free' cannot name a state"));
    columns.events = {{"event_free", "ende"}};
    EXPECT_THAT(complaint([&] { read_wide(parse_csv("id,ende\n1,2\n", "people.csv"), columns); }),
                HasSubstr("two states of this name"));
}

TEST(ReadHistories, FindsWhereEachSpellBegan) {
    // b comes under observation late, in the start state; c late, in another one: unknown. d is well again.
    const ObservedCohort cohort = histories(
        "a,well,ill,0,1\na,ill,,1,2\na,ill,dead,2,3\nb,well,,1,2\nc,ill,dead,1,2\nd,well,ill,0,1\nd,ill,well,1,3\n"
        "d,well,,3,4\ne,well,,0,1\n");
    EXPECT_THAT(cohort.entered, ElementsAre(0, 1, 1, 0, testing::IsNan(), 0, 1, 3, 0));
    EXPECT_EQ(cohort.states[cohort.start_state], "well");
    ASSERT_EQ(cohort.remarks.size(), 1U);
    EXPECT_THAT(cohort.remarks[0].text, HasSubstr("1 rows are of people first seen in a state"));
}

TEST(ReadHistories, RefusesWhatCannotBe) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"a,well,,1,1\n", "people.csv:2: stop_years: the spell ends at 1 and begins at 1"},
        {"a,well,,-1,1\n", "people.csv:2: start_years: '-1' is no time"},
        {"a,well,,0,x\n", "people.csv:2: stop_years: 'x' is no time"},
        {"a,well,well,0,1\n", "people.csv:2: to: 'well' is the state that she is in"},
        {",well,,0,1\n", "people.csv:2: id: nobody is named"},
        {"a,,ill,0,1\n", "people.csv:2: from: no state is named"},
        {"a,well,ill,0,2\na,ill,,1,3\n",
         "people.csv:3: start_years: begins at 1, before another spell of 'a' ends at 2"},
        {"a,well,ill,0,2\na,well,,2,3\n", "people.csv:3: from: 'a' is in 'well' here, but was left in 'ill' at 2"},
        {"a,well 1,,0,1\n", "people.csv:2: 'well 1' cannot name a state"},
        {"", "no row below the header"},
    };
    for (const auto& each : cases) EXPECT_THAT(complaint([&] { histories(each.first); }), HasSubstr(each.second));
    const CsvTable people = parse_csv("id,from,to,start_years,stop_years\na,well,ill,0,1\na,ill,,1,2\n", "people.csv");
    EXPECT_THAT(complaint([&] {
                    read_histories(people, {"id", {"dead"}});
                }),
                HasSubstr("--death: state 'dead' is unknown"));
    EXPECT_THAT(complaint([&] { read_histories(people, {"id", {"ill"}}); }), HasSubstr("a death is never left"));
    EXPECT_THAT(complaint([&] { read_histories(people, {"who", {}}); }), HasSubstr("(--id names another column)"));
}

// All at once, the first twenty in words.
TEST(ReadHistories, ReportsManyProblemsAtOnce) {
    std::string rows;
    for (int i = 0; i < 30; ++i) rows += "a,well,,1,1\n";
    const std::string text = complaint([&] { histories(rows); });
    EXPECT_THAT(text, HasSubstr("people.csv:21:"));
    EXPECT_THAT(text, testing::Not(HasSubstr("people.csv:22:")));
    EXPECT_THAT(text, HasSubstr("and 10 more problems"));
}

TEST(Analyse, RefusesNamesThatThereAreNot) {
    const auto with = [](const CohortRequest& request) {
        return complaint([&] { analyse(histories("a,well,ill,0,1\nb,well,,0,2\n"), request); });
    };
    CohortRequest request;
    request.from = {"il"};
    EXPECT_THAT(with(request), HasSubstr("--from: state 'il' is unknown; nearest: 'ill'"));
    request = {};
    request.groups = {"arm"};
    EXPECT_THAT(with(request), HasSubstr("--group: column 'arm' is unknown"));
    request = {};
    request.fits = {"weibul"};
    EXPECT_THAT(with(request), HasSubstr("--fit: family 'weibul' is unknown; nearest: 'weibull'"));
    request.fits = {"well_to_dead=weibull"};
    EXPECT_THAT(with(request), HasSubstr("--fit: transition 'well_to_dead' is unknown"));
    request = {};
    request.breaks = {0, 2, 1};
    EXPECT_THAT(with(request), HasSubstr("--breaks: expected ascending years"));
    request = {};
    request.cox = {"ill"};
    EXPECT_THAT(with(request), HasSubstr("--cox needs --covariates"));
    request.covariates = {"from"};
    EXPECT_THAT(with(request), HasSubstr("nothing is wrong"));
    EXPECT_THAT(complaint([&] { analyse(histories("a,well,,0,1\n"), {}); }),
                HasSubstr("nobody in this cohort is seen"));
}

TEST(Groups, LevelsAscendAsWhatTheyAre) {
    const ObservedCohort cohort = read_histories(
        parse_csv("id,from,to,start_years,stop_years,nodes,size\na,well,ill,0,1,10,small\nb,well,,0,2,9,large\n"
                  "c,well,,0,2,,small\n",
                  "people.csv"),
        {});
    const Grouping nodes = grouping(cohort, "--group", "nodes");
    EXPECT_THAT(nodes.levels, ElementsAre("9", "10"));
    EXPECT_THAT(nodes.level_of, ElementsAre(1, 0, Grouping::no_level));
    const std::vector<Covariate> columns = covariates(cohort, {"nodes", "size"});
    EXPECT_EQ(columns[0].name, "nodes");
    EXPECT_EQ(columns[0].values[0], 10);
    EXPECT_EQ(columns[1].name, "size=small");
    EXPECT_THAT(columns[1].values, ElementsAre(1, 0, 1));
}

TEST(ReadPublishedCurve, RefusesWhatIsNone) {
    const auto read = [](const std::string& curve, const std::string& risk) {
        return complaint([&] {
            read_published_curve(parse_csv("time_years,survival\n" + curve, "curve.csv"),
                                 parse_csv("time_years,at_risk\n" + risk, "risk.csv"), {});
        });
    };
    EXPECT_THAT(read("0,1\n1,0.9\n2,0.95\n", "0,10\n"), HasSubstr("curve.csv, risk.csv: the curve may not rise"));
    EXPECT_THAT(read("0,100\n1,90\n", "0,10\n"), HasSubstr("begin with survival 1"));
    EXPECT_THAT(read("0,1\n1,high\n", "0,10\n"), HasSubstr("curve.csv:3: survival: 'high' is no number"));
    EXPECT_THAT(read("0,1\n1,0.5\n", "0,10\n1,12\n"), HasSubstr("the numbers at risk may not rise"));
    EXPECT_THAT(read("0,1\n1,0.5\n", "0,10\n1,5\n"), HasSubstr("nothing is wrong"));
}

}  // namespace
}  // namespace ibtr::cohort::test
