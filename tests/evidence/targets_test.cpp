// Laws of targets: each agrees with the row that it names; planted differences are found.

#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "config/example_config.hpp"
#include "evidence/evidence.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

const std::string evidence_folder = IBTR_EVIDENCE;

std::string text_of(const std::string& path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class TargetsTest : public testing::Test {
protected:
    /// The shipped targets with one piece of text replaced.
    std::vector<Problem> problems_with(const std::string& find, const std::string& replacement) {
        const std::string path =
            folder_.write("targets.csv", replaced(text_of(evidence_folder + "/targets.csv"), find, replacement));
        try {
            load_targets(path, evidence_);
        } catch (const ConfigError& error) {
            return error.problems();
        }
        ADD_FAILURE() << "loads with " << replacement;
        return {{}};
    }
    std::string message_with(const std::string& find, const std::string& replacement) {
        const Problem problem = problems_with(find, replacement).front();
        return problem.key + ": " + problem.message;
    }

    Evidence evidence_ = load_evidence(evidence_folder + "/evidence.csv");
    TemporaryFolder folder_;
};

TEST_F(TargetsTest, ShippedTargetsAgreeWithTheirEvidence) {
    const std::vector<Target> targets = load_targets(evidence_folder + "/targets.csv", evidence_);
    std::set<std::string> numbers, calibration;
    for (const Target& target : targets) {
        const std::size_t digits = target.name.find_first_not_of("0123456789", 1);
        numbers.insert(target.name.substr(0, digits));
        if (target.role == TargetRole::calibration) calibration.insert(target.name.substr(0, digits));
    }
    for (int v = 1; v <= 26; ++v) EXPECT_TRUE(numbers.contains("V" + std::to_string(v))) << v;
    EXPECT_EQ(numbers.size(), 26U);
    EXPECT_THAT(calibration, UnorderedElementsAre("V1", "V4", "V13", "V14", "V18", "V23", "V25"));
}

TEST_F(TargetsTest, TheCentralTargetReadsAsPublished) {
    for (const Target& target : load_targets(evidence_folder + "/targets.csv", evidence_)) {
        if (target.name != "V6") continue;
        EXPECT_EQ(target.what.endpoint, "os");
        EXPECT_EQ(target.what.measure, "rr_alive");
        EXPECT_EQ(target.value, 1.04);
        EXPECT_EQ(target.ci_low, 1.003);
        EXPECT_EQ(target.ci_high, 1.079);
        EXPECT_TRUE(target.time_assumed);
        EXPECT_EQ(target.role, TargetRole::external);
        return;
    }
    FAIL() << "no V6";
}

// Each planted fault, and the cell that is named.
TEST_F(TargetsTest, PlantedDifferencesAreFound) {
    EXPECT_THAT(message_with(",0.157,", ",0.175,"), HasSubstr("V4a.value: is 0.175, E01-02 has 0.157"));
    EXPECT_THAT(message_with(",1.003,", ",1.03,"), HasSubstr("V6.ci_low"));
    EXPECT_THAT(message_with("V1,E01-04;", "V1,E99-04;"), HasSubstr("E99-04 is not in"));
    EXPECT_THAT(message_with("V11,E10-06,", "V11,E10-07,"), HasSubstr("not verified"));
    EXPECT_THAT(message_with("V5b,E01-08,", "V5b,E01-07,"), HasSubstr("V5b"));
    EXPECT_THAT(message_with("0.0994,0.3327", "0.0994,0.3372"),
                HasSubstr("V9c.ci_high: is '0.3372', n = 57, as good as 41.9 followed, gives 0.3327"));
    EXPECT_THAT(message_with("0.9281,binomial_from_n,57,", "0.9281,binomial_from_n,58,"), HasSubstr("E11-30 has 57"));
    EXPECT_THAT(message_with("V23a,E09-05,", "V23a,E09-06,"), HasSubstr("V23a"));
    EXPECT_THAT(message_with(",rr_alive,", ",rr_dead,"), HasSubstr("V6.measure: 'rr_dead' is unknown"));
    EXPECT_THAT(message_with("V7b,", "V7a,"), HasSubstr("already taken"));
    EXPECT_THAT(message_with(",0.157,", ",1.57,"), HasSubstr("V4a.value: proportion is 1.57; it must be from 0 to 1"));
    EXPECT_THAT(message_with(",1.003,", ",-1.003,"), HasSubstr("V6.ci_low: rr_alive is -1.003; it must be 0 or more"));
}

// Arms exchanged: both rows are found.
TEST_F(TargetsTest, ExchangedArmsAreFound) {
    const auto problems = problems_with("proportion,mastectomy,,,,5,0.103", "proportion,repeat_bcs,,,,5,0.103");
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].message, HasSubstr("E01-03 is about SM"));
}

TEST_F(TargetsTest, AWrongTimeIsFound) {
    EXPECT_THAT(message_with(",10,0.83,0.38", ",5,0.83,0.38"), HasSubstr("V10.time_years: is 5, E11-18 has 10"));
}

// Wilson (1927) as in Newcombe (1998), table I, 81 of 263: 0.2553 to 0.3662.
TEST(WilsonInterval, PublishedExample) {
    const Interval interval = wilson_interval(81.0 / 263, 263);
    EXPECT_NEAR(interval.low, 0.2553, 5e-5);
    EXPECT_NEAR(interval.high, 0.3662, 5e-5);
    EXPECT_EQ(wilson_interval(0, 20).low, 0);
}

// Facts are columns. What the prose says is for people, whatever words it has.
TEST_F(TargetsTest, ArmsStudiesAndDirectionsAreColumns) {
    const std::string header =
        "target,evidence_ids,population,endpoint,measure,strategy,comparator,group,"
        "comparator_group,time_years,value,ci_low,ci_high,ci_basis,n,";
    const std::string row =
        "E01-09,\"women, 12 with b v 30 with a\",os,rr_alive,repeat_bcs,mastectomy,,,5,1.04,1.003,"
        "1.079,published,,";
    const auto read = [&](const std::string& columns, const std::string& cells) {
        const std::string path =
            folder_.write("targets.csv", header + columns + "adjusted_for,time_zero,role,note\nX," + row + cells +
                                             ",not_stated,external,5 years assumed; the direction is assumed\n");
        return load_targets(path, evidence_).front();
    };
    const Target old = read("", "");
    EXPECT_FALSE(old.direction_assumed) << "a note is prose";
    EXPECT_FALSE(old.women_strategy || old.women_comparator || old.studies);
    const Target full = read("n_strategy,n_comparator,studies,direction_assumed,", "12,30,20,yes,");
    EXPECT_TRUE(full.direction_assumed);
    EXPECT_EQ(full.women_strategy, 12U);
    EXPECT_EQ(full.women_comparator, 30U);
    EXPECT_EQ(full.studies, 20U);
}

TEST_F(TargetsTest, CountsAndFlagsMustBeSuch) {
    EXPECT_THAT(message_with(",0.009,,,none,,23,62,", ",0.009,,,none,,23.5,62,"),
                HasSubstr("V24a.n_strategy: is 23.5; it must be a whole number from 1 to 1000000000"));
    EXPECT_THAT(message_with(",0.009,,,none,,23,62,", ",0.009,,,none,,4294967295,62,"),
                HasSubstr("is 4294967295; it must be a whole number from 1 to 1000000000"));
    EXPECT_THAT(message_with(",90,90,,yes,", ",90,90,,maybe,"), HasSubstr("V10.direction_assumed: is 'maybe'"));
}

// Law: what the program reads from columns alone does not get lost where a file has not the column, or not by that
// name.
TEST_F(TargetsTest, ASafeguardWithoutItsColumnIsAProblem) {
    EXPECT_THAT(message_with(",90,90,,yes,", ",90,90,,,"),
                HasSubstr("V10.direction_assumed: missing: the note says 'direction assumed'; write yes"));
    const auto without = problems_with(",direction_assumed,", ",arms_inferred,");
    ASSERT_EQ(without.size(), 1U);
    EXPECT_EQ(without[0].key, "V10.direction_assumed");
    EXPECT_GT(without[0].line, 1);

    EXPECT_THAT(message_with("published,,,,20,", "published,,,,,"), HasSubstr("V6.studies: missing: E01-10 is the I2"));
    const auto keys = problems_with(",studies,", ",trials_in_pool,");
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].key, "V1.studies");
    EXPECT_EQ(keys[1].key, "V6.studies");
}

TEST_F(TargetsTest, AMisspeltColumnIsNamedWithTheNearest) {
    EXPECT_THAT(message_with(",n_strategy,", ",n_stratgy,"),
                HasSubstr("n_stratgy: is no column of this table, and n_strategy is not there: write n_strategy"));
    EXPECT_THAT(message_with(",studies,", ",studdies,"), HasSubstr("studdies: is no column"));
}

// A column of the user's own is nobody's business, nor is one that resembles a column which is there.
TEST_F(TargetsTest, OtherColumnsAreAllowed) {
    std::string text = text_of(evidence_folder + "/targets.csv");
    text = "page,notes," + text;
    for (std::size_t at = text.find('\n'); at + 1 < text.size(); at = text.find('\n', at + 1))
        text.insert(at + 1, "7,,");
    const auto shipped = load_targets(evidence_folder + "/targets.csv", evidence_);
    EXPECT_EQ(load_targets(folder_.write("targets.csv", text), evidence_).size(), shipped.size());
}

// Law: a table without evidence needs the number, what it is of, and where it stands; the rest has defaults.
TEST_F(TargetsTest, OwnSourcesDoWithoutEvidence) {
    const std::string header = "target,endpoint,measure,strategy,time_years,value,ci_low,ci_high,source\n";
    const std::string path = folder_.write("own.csv", header +
                                                          "A,os,proportion,old,5,0.6,0.5,0.7,a trial\n"
                                                          "B,rfs,proportion,old,,0.4,,,a trial\n");
    const TargetTable table = load_target_table(path);
    EXPECT_TRUE(table.evidence.rows.empty());
    ASSERT_EQ(table.targets.size(), 2U);
    const Target &with = table.targets[0], &without = table.targets[1];
    EXPECT_EQ(with.interval, TargetInterval::published);
    EXPECT_EQ(with.role, TargetRole::external);
    EXPECT_EQ(with.what.time_zero, TimeZero::salvage_surgery) << "where everyone starts";
    EXPECT_FALSE(with.time_assumed);
    EXPECT_EQ(without.interval, TargetInterval::none);
    EXPECT_FALSE(without.what.time_years);

    const auto message = [&](const std::string& row) {
        try {
            load_target_table(folder_.write("own.csv", header + row));
        } catch (const ConfigError& error) {
            return error.problems().front().key + ": " + error.problems().front().message;
        }
        return "loads: " + row;
    };
    EXPECT_THAT(message("A,os,proportion,old,5,0.6,0.5,0.7,\n"),
                HasSubstr("A.evidence_ids: missing: a target is a published number; give its id here, or say in a "
                          "column `source` where it stands"));
    EXPECT_THAT(message("A,os,proportion,old,5,0.6,0.5,,a trial\n"), HasSubstr("A.ci_low: one limit is missing"));
    EXPECT_THAT(message("A,os,proportion,old,5,0.8,0.5,0.7,a trial\n"),
                HasSubstr("A.value: 0.8 does not lie within its limits 0.5 to 0.7"));
    EXPECT_THAT(message("A,os,proportion,old,5,1.6,,,a trial\n"), HasSubstr("A.value: proportion is 1.6"));
}

// Wilson's interval of 60 in 100 by hand: (0.6 + 1.92073 / 100 -+ 1.95996 sqrt(0.0024 + 0.96036e-4)) / 1.0384146.
TEST_F(TargetsTest, OwnBinomialIntervalsAreChecked) {
    const std::string header = "target,endpoint,measure,strategy,time_years,value,ci_low,ci_high,ci_basis,n,source\n";
    const auto load = [&](const std::string& cells) {
        return load_targets(folder_.write("own.csv", header + "A,os,proportion,old,5,0.6," + cells + ",a trial\n"), {});
    };
    EXPECT_EQ(load("0.5020,0.6906,binomial_from_n,100").front().interval, TargetInterval::binomial_from_n);
    EXPECT_THROW(load("0.5020,0.6916,binomial_from_n,100"), ConfigError);
    EXPECT_THROW(load("0.5020,0.6906,binomial_from_n,"), ConfigError);
    EXPECT_THROW(load(",,published,100"), ConfigError);
}

// Law: time alive goes with overall survival alone, in what is only shown too: its model value is computed.
TEST_F(TargetsTest, TimeLostIsOfOverallSurvival) {
    const std::string row = "repeat_bcs_as_practised,mastectomy,,,5,1.04,";
    EXPECT_THAT(message_with(",os,rr_alive," + row, ",dfs,rmtl_ratio," + row),
                HasSubstr("V6.measure: rmtl_ratio is of time alive: its endpoint is os, not 'dfs'"));
    EXPECT_THAT(message_with(",second_recurrence,share_distant,", ",second_recurrence,rmtl_ratio,"),
                HasSubstr("V22b.measure: rmtl_ratio is of time alive"));
    const std::string text =
        replaced(text_of(evidence_folder + "/targets.csv"), ",os,rr_alive," + row, ",os,rmtl_ratio," + row);
    std::size_t lost = 0;
    for (const Target& target : load_targets(folder_.write("targets.csv", text), evidence_))
        lost += target.what.is(Measure::rmtl_ratio);
    EXPECT_EQ(lost, 1U);
}

// Law: a row that is only shown has a measure that can be shown, with the arms that this needs.
TEST_F(TargetsTest, AMismatchHasAMeasureThatCanBeShown) {
    for (const std::string measure : {"total", "difference", "shared_distant"})
        EXPECT_THAT(message_with(",second_recurrence,share_distant,", ",second_recurrence," + measure + ","),
                    testing::AllOf(HasSubstr("V22b.measure: '" + measure + "' is unknown"),
                                   HasSubstr("allowed: proportion, rr_event"), HasSubstr("share_distant")));
    EXPECT_THAT(message_with(",second_recurrence,share_distant,", ",second_recurrence,rd,"),
                HasSubstr("V22b.measure: rd needs a comparator or a comparator_group"));
}

}  // namespace
}  // namespace ibtr::test
