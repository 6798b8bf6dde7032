// Laws of choosing rows: what is left out, and what is refused with the way out.

#include "meta/study_table.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "ibtr/error.hpp"

namespace ibtr::meta::test {
namespace {

using testing::HasSubstr;

StudyTable read(const std::string& csv, const StudyRequest& request = {}) {
    return read_studies(parse_csv(csv, "studies.csv"), request);
}

std::vector<Problem> problems_of(const std::string& csv, const StudyRequest& request = {}) {
    try {
        read(csv, request);
    } catch (const ConfigError& error) {
        return error.problems();
    }
    ADD_FAILURE() << "reads: " << csv;
    return {{}};
}

TEST(Studies, RecognisesBothSetsOfColumns) {
    const StudyTable plain = read("study,ai,n1i,ci,n2i\nA,1,10,2,20\n");
    ASSERT_EQ(plain.studies.size(), 1U);
    EXPECT_EQ(plain.studies[0].label, "A");
    EXPECT_EQ(plain.studies[0].counts->n2, 20);
    EXPECT_EQ(plain.dataset, "studies");
    const StudyTable ours = read("study,year,events_rbcs,n_rbcs,events_sm,n_sm,endpoint\nA,2001,1,10,2,20,death\n");
    EXPECT_EQ(ours.studies[0].label, "A 2001");
    EXPECT_EQ(ours.endpoint, "death");
    EXPECT_EQ(ours.group1, "repeat BCS");
}

TEST(Studies, ColumnsCanBeNamed) {
    StudyRequest request;
    request.columns = {{"events1", "dead_a"}, {"n1", "a"}, {"events2", "dead_b"}, {"n2", "b"}};
    const StudyTable table = read("study,dead_a,a,dead_b,b\nA,1,10,2,20\n", request);
    EXPECT_EQ(table.studies[0].counts->events2, 2);
    request.columns = {{"event1", "dead_a"}, {"n1", "aa"}};
    const auto problems = problems_of("study,dead_a,a,dead_b,b\nA,1,10,2,20\n", request);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_THAT(problems[0].message, HasSubstr("nearest: 'events1'"));
    EXPECT_THAT(problems[1].message, HasSubstr("'aa' is unknown"));
    EXPECT_THAT(problems_of("study,x\nA,1\n").front().message, HasSubstr("--columns"));
}

// Survivors are the others: the effect is that of n - events.
TEST(Studies, SurvivorsInsteadOfEvents) {
    StudyRequest request;
    request.survivors = true;
    const StudyTable table = read("study,ai,n1i,ci,n2i\nA,1,10,4,20\n", request);
    EXPECT_NEAR(table.studies[0].effect.estimate, std::log((9.0 / 10) / (16.0 / 20)), 1e-15);
    request.measure = EffectMeasure::loghr;
    EXPECT_THROW(read("study,yi,vi\nA,1,1\n", request), UsageError);
}

TEST(Studies, FiltersAndTheirMistakes) {
    const std::string csv = "study,ai,n1i,ci,n2i,era\nA,1,10,2,20,old\nB,1,10,2,20,new\nC,1,10,2,20,newer\n";
    StudyRequest request;
    request.filters = {{"era", "new"}, {"era", "newer"}};
    EXPECT_EQ(read(csv, request).studies.size(), 2U) << "values of one column are alternatives";
    request.filters = {{"era", "none"}};
    EXPECT_THAT(problems_of(csv, request).front().message, HasSubstr("holds new, newer, old"));
    request.filters = {{"eras", "new"}};
    EXPECT_THAT(problems_of(csv, request).front().message, HasSubstr("nearest: 'era'"));
}

TEST(Studies, RowsWithMissingCellsAreListedAndDropped) {
    const StudyTable table = read("study,ai,n1i,ci,n2i\nA,1,10,2,20\nB,1,10,NA,20\nC,,10,,20\n");
    EXPECT_EQ(table.studies.size(), 1U);
    ASSERT_EQ(table.left_out.size(), 2U);
    EXPECT_EQ(table.left_out[0].line, 3);
    EXPECT_EQ(table.left_out[0].reason, "no ci");
    EXPECT_EQ(table.left_out[1].reason, "no ai, ci");
    EXPECT_THAT(problems_of("study,ai,n1i,ci,n2i\nB,1,10,,20\n").front().message, HasSubstr("no study is left"));
}

TEST(Studies, EndpointsAreNeverPooledTogether) {
    const std::string csv = "study,endpoint,ai,n1i,ci,n2i\nA,death,1,10,2,20\nB,relapse,1,10,2,20\n";
    EXPECT_THAT(problems_of(csv).front().message, HasSubstr("death, relapse"));
    StudyRequest request;
    request.include = {"A", "B"};
    EXPECT_THAT(problems_of(csv, request).front().message, HasSubstr("--filter endpoint=NAME")) << "not even by name";
    request = {};
    request.filters = {{"endpoint", "death"}};
    EXPECT_EQ(read(csv, request).dataset, "death");
}

// Each kind of row that is refused, all at once; naming the row settles it either way.
TEST(Studies, DoubtfulRowsAreRefusedUnlessNamed) {
    const std::string csv =
        "study,year,cohort,status,ai,n1i,ci,n2i\n"
        "A,2000,,verified,1,10,2,20\n"
        "B,2000,,UNVERIFIED,1,10,2,20\n"  // line 3
        "A,2000,,verified,1,11,2,20\n"    // line 4: the same study again
        "C,2001,SEER,verified_rate,1,10,2,20\n"
        "D,2002,SEER,verified,1,10,2,20\n"  // line 6: the same cohort
        "A,2009,,verified,1,10,2,20\n"      // line 7: the same authors, later, which is no fault
        "E,2003,,verified,1,10,,\n";        // line 8: one arm
    const std::vector<Problem> problems = problems_of(csv);
    ASSERT_EQ(problems.size(), 4U);
    EXPECT_THAT(problems[0].message, HasSubstr("not verified (status 'UNVERIFIED')"));
    EXPECT_THAT(problems[0].message, HasSubstr("--include \"line 3\""));
    EXPECT_THAT(problems[1].message, HasSubstr("already on line 2"));
    EXPECT_THAT(problems[2].message, HasSubstr("cohort 'SEER'"));
    EXPECT_THAT(problems[3].message, HasSubstr("one arm only (no ci, n2i)"));
    EXPECT_EQ(problems[3].line, 8);

    StudyRequest request;
    request.include = {"B", "line 6"};
    request.exclude = {"line 4", "A 2009", "E"};
    const StudyTable table = read(csv, request);
    EXPECT_EQ(table.studies.size(), 4U);
    EXPECT_EQ(table.left_out.size(), 3U);
    request.exclude.emplace_back("B");
    EXPECT_THAT(problems_of(csv, request).front().message, HasSubstr("'B' is excluded too"));
    request.exclude.back() = "F";
    EXPECT_THAT(problems_of(csv, request).front().message, HasSubstr("'F' is unknown"));
}

// Two studies of the same authors, as metafor's dat.bcg has them (Comstock et al 1974 and 1976), are pooled with a
// word; not where cohorts tell them apart, or a name on the command line settles it.
TEST(Studies, OneNameInTwoYearsIsAWarning) {
    const std::string csv =
        "study,year,cohort,ai,n1i,ci,n2i\nComstock et al,1974,,186,50634,141,27338\nComstock et "
        "al,1976,,27,16913,29,17854\n";
    const StudyTable table = read(csv);
    EXPECT_EQ(table.studies.size(), 2U);
    ASSERT_EQ(table.notes.size(), 1U);
    EXPECT_THAT(table.notes[0], HasSubstr("lines 2 and 3 are 'Comstock et al' in two years"));
    StudyRequest request;
    request.include = {"line 3"};
    EXPECT_TRUE(read(csv, request).notes.empty());
    EXPECT_TRUE(read("study,year,cohort,ai,n1i,ci,n2i\nA,1974,x,1,10,2,20\nA,1976,y,1,10,2,20\n").notes.empty());
}

// An arm that is not there cannot be pooled, named or not.
TEST(Studies, NamingASingleArmDoesNotCompleteIt) {
    StudyRequest request;
    request.include = {"A"};
    EXPECT_THAT(problems_of("study,ai,n1i,ci,n2i\nA,1,10,,\n", request).front().message, HasSubstr("--exclude"));
}

TEST(Studies, AFileWithoutAStatusClaimsNothing) {
    EXPECT_EQ(read("study,ai,n1i,ci,n2i\nA,1,10,2,20\n").studies.size(), 1U);
    EXPECT_THAT(problems_of("study,status,ai,n1i,ci,n2i\nA,,1,10,2,20\n").front().message, HasSubstr("not verified"));
}

TEST(Studies, CountsFromCurvesAreMarked) {
    const StudyTable table =
        read("study,ai,n1i,ci,n2i,count_basis\nA,1,10,2,20,derived_from_5y_KM_OS\nB,1,10,2,20,reported_count\n");
    EXPECT_TRUE(table.studies[0].derived);
    EXPECT_FALSE(table.studies[1].derived);
}

TEST(Studies, WrongNumbersAreAllReported) {
    const auto problems = problems_of("study,ai,n1i,ci,n2i\nA,11,10,2,20\nB,1,0,-2,20\nC,x,10,2,20\n");
    ASSERT_EQ(problems.size(), 4U);
    EXPECT_EQ(problems[0].key, "ai");
    EXPECT_THAT(problems[0].message, HasSubstr("between 0 and n1i (10)"));
    EXPECT_EQ(problems[1].key, "n1i");
    EXPECT_EQ(problems[2].key, "ci");
    EXPECT_THAT(problems[3].message, HasSubstr("'x' is no number"));
    EXPECT_EQ(problems[3].line, 4);
}

TEST(Studies, HazardRatiosFromEffectsOrIntervals) {
    StudyRequest request;
    request.measure = EffectMeasure::loghr;
    EXPECT_EQ(read("study,yi,vi\nA,0.2,0.04\n", request).studies[0].effect.variance, 0.04);
    EXPECT_FALSE(read("study,yi,vi\nA,0.2,0.04\n", request).studies[0].counts);
    const StudyTable table =
        read("study,hr,ci_low,ci_high\nA,0.83,0.38,1.83\nB,2.374,0.92,5.24\nC,1.5,1.4,3\n", request);
    EXPECT_NEAR(table.studies[0].effect.variance, std::pow(std::log(1.83 / 0.38) / (2 * 1.959963984540054), 2), 1e-15);
    ASSERT_EQ(table.notes.size(), 1U) << "an estimate off the middle of its interval is a slip somewhere";
    EXPECT_THAT(table.notes[0], HasSubstr("line 4 C"));
    EXPECT_THAT(problems_of("study,hr,ci_low,ci_high\nA,2,0.5,1.5\n", request).front().message,
                HasSubstr("low <= ratio"));
    EXPECT_THAT(problems_of("study,yi,vi\nA,1,0\n", request).front().message, HasSubstr("above 0"));
    EXPECT_THAT(problems_of("study,ai\nA,1\n", request).front().message, HasSubstr("hr,ci_low,ci_high"));
}

}  // namespace
}  // namespace ibtr::meta::test
