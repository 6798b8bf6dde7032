// What is written: files, figure, and the published examples of configs/evidence/two_arm_studies.csv.

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/scratch_folder.hpp"
#include "ibtr/error.hpp"
#include "meta/meta_report.hpp"
#include "meta/write_meta.hpp"

namespace ibtr::meta::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string studies_file = std::string(IBTR_EVIDENCE) + "/two_arm_studies.csv";

StudyRequest request_for(const std::string& endpoint) {
    StudyRequest request;
    request.filters = {{"endpoint", endpoint}};
    return request;
}

MetaAnalysis analyse_deaths() {
    StudyRequest request = request_for("death_5y");
    request.survivors = true;
    request.exclude = {"Hannoun-Levi GEC-ESTRO"};
    return analyse(read_studies(read_csv(studies_file), request), EffectMeasure::rr, Method::dl, MeanTest::z, true);
}

// Three studies, counts from Kaplan-Meier curves: RR of surviving 1.11 (0.84-1.47), I2 93 %.
TEST(TwoArmStudies, SurvivalAtFiveYears) {
    const MetaAnalysis analysis = analyse_deaths();
    EXPECT_EQ(analysis.pooled.studies, 3U);
    EXPECT_EQ(with_interval(EffectMeasure::rr, analysis.pooled.estimate, analysis.pooled.ci), "1.11 [0.84, 1.47]");
    EXPECT_NEAR(analysis.pooled.i2, 93, 0.5);
}

// Second local recurrence: one crude count and one 5-year rate are two endpoints, which only a reader can declare to be
// one. Then: RR 2.48 (0.62-9.91), I2 77 %.
TEST(TwoArmStudies, SecondLocalRecurrence) {
    CsvTable table = read_csv(studies_file);
    EXPECT_EQ(read_studies(table, request_for("second_LR")).studies.size(), 1U);
    const std::size_t endpoint = table.find_column("endpoint").value();
    for (CsvRow& row : table.rows)
        if (row.fields[endpoint] == "second_LR_5y") row.fields[endpoint] = "second_LR";
    StudyRequest request = request_for("second_LR");
    request.exclude = {"Hannoun-Levi GEC-ESTRO"};
    const MetaAnalysis analysis =
        analyse(read_studies(table, request), EffectMeasure::rr, Method::dl, MeanTest::z, false);
    EXPECT_EQ(with_interval(EffectMeasure::rr, analysis.pooled.estimate, analysis.pooled.ci), "2.48 [0.62, 9.91]");
    EXPECT_NEAR(analysis.pooled.i2, 77, 0.5);
}

// The file as it is: an unverified row among the deaths, recurrences of one arm only, overlapping registries.
TEST(TwoArmStudies, DoubtfulRowsAreRefused) {
    const CsvTable table = read_csv(studies_file);
    EXPECT_THROW(read_studies(table, {}), ConfigError);
    EXPECT_THROW(read_studies(table, request_for("death_5y")), ConfigError);
    EXPECT_THROW(read_studies(table, request_for("second_LR_single_arm")), ConfigError);
    EXPECT_THROW(read_studies(table, request_for("arm_sizes_only")), ConfigError);
}

TEST(MetaReport, TableMarksDerivedCounts) {
    const std::string text = meta_table(analyse_deaths());
    EXPECT_THAT(text, HasSubstr("Salvadori 1999 †"));
    EXPECT_THAT(text, HasSubstr("48/57")) << "survivors";
    EXPECT_THAT(text, HasSubstr("95 % prediction interval"));
    EXPECT_THAT(text, HasSubstr("not reported: their precision is overstated"));
}

TEST(MetaReport, StudiesFileHoldsEveryRowOfTheSelection) {
    const CsvTable table = parse_csv(studies_csv(analyse_deaths()), "studies.csv");
    ASSERT_EQ(table.rows.size(), 4U);
    const std::size_t pooled = table.find_column("pooled").value(), reason = table.find_column("reason").value();
    EXPECT_EQ(table.rows[0].fields[pooled], "yes");
    EXPECT_EQ(table.rows[3].fields[pooled], "no");
    EXPECT_EQ(table.rows[3].fields[reason], "named by --exclude");
}

TEST(MetaReport, UndefinedNumbersAreEmptyOrNull) {
    const MetaAnalysis one = analyse(read_studies(read_csv(studies_file), request_for("second_LR")), EffectMeasure::rr,
                                     Method::reml, MeanTest::z, false);
    const CsvTable table = parse_csv(meta_csv(one), "meta.csv");
    EXPECT_EQ(table.rows[0].fields[table.find_column("tau2").value()], "");
    const auto json = nlohmann::json::parse(meta_json(one, JsonLayout::one_line));
    EXPECT_TRUE(json["tau2"].is_null());
    EXPECT_EQ(json["k"], 1);
    EXPECT_EQ(json["left_out"][0]["study"], "Alpert 2005");
    EXPECT_THAT(meta_json(one, JsonLayout::one_line), Not(HasSubstr("\n")));
    EXPECT_THAT(meta_table(one), HasSubstr("heterogeneity cannot be estimated"));
}

// A difference is not a logarithm.
TEST(MetaReport, RiskDifferenceKeepsItsScale) {
    StudyRequest request = request_for("death_10y");
    request.measure = EffectMeasure::rd;
    const MetaAnalysis analysis =
        analyse(read_studies(read_csv(studies_file), request), EffectMeasure::rd, Method::ee, MeanTest::z, false);
    const CsvTable table = parse_csv(meta_csv(analysis), "meta.csv");
    EXPECT_EQ(table.rows[0].fields[table.find_column("logest").value()],
              table.rows[0].fields[table.find_column("est").value()]);
    EXPECT_EQ(table.rows[0].fields[table.find_column("measure").value()], "RD");
}

class ForestPlotTest : public ibtr::test::ScratchFolderTest {};

TEST_F(ForestPlotTest, IsDrawnOfTheFilesBesideIt) {
    const Remarks remarks = write_meta(analyse_deaths(), true, RunFolder(scratch_, "x", ExistingFiles::replace));
    for (const Remark& remark : remarks)
        if (remark.text.find("not installed") != std::string::npos) GTEST_SKIP() << remark.text;
    EXPECT_EQ(names_in(scratch_), (std::set<std::string>{"forest.png", "forest.svg", "forest.txt", "meta.csv",
                                                         "studies.csv", "summary.json"}));
    const std::string svg = read_file(scratch_ / "forest.svg");
    EXPECT_THAT(svg, HasSubstr("Salvadori 1999 †"));
    EXPECT_THAT(svg, HasSubstr("</svg>"));
}

// Labels come from the file: text, never commands.
TEST_F(ForestPlotTest, ALabelIsTextAndNeverACommand) {
    MetaAnalysis analysis = analyse_deaths();
    const std::string mark = (scratch_ / "x").string();
    for (const std::string& attack : {"'; !touch " + mark, "`touch " + mark + "`", "\n!touch " + mark + "\n"}) {
        analysis.table.studies[0].label = attack;
        analysis.table.dataset = attack;
        write_meta(analysis, true, RunFolder(scratch_, "x", ExistingFiles::replace));
        EXPECT_FALSE(names_in(scratch_).contains("x"));
        EXPECT_TRUE(names_in(scratch_).contains("forest.svg"));
    }
}

}  // namespace
}  // namespace ibtr::meta::test
