// Laws of the table of published numbers and of the sources of models.

#include "evidence/evidence.hpp"

#include <gmock/gmock.h>

#include "config/example_config.hpp"

namespace ibtr::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string evidence_header =
    "id,quantity,arm,population,horizon_years,value,ci_low,ci_high,n,events,statistic,source,doi,pmid,url,status\n";
const std::string good_rows =
    "E01-01,rate,SM,women,5,10.3,6.9,14.3,,,percent,A 2020,10.1/x,123,,verified\n"
    "E01-02,ratio,rBCS vs SM,women,not stated,2.3,1.72,3.06,15 studies,,RR,B 2021,,,,verified\n"
    "E01-03,guess,rBCS,women,5,5,,,58,,percent,C 2022,,,,UNVERIFIED\n"
    "E01-04,gap,,women,,,,,,,not in the abstract,D 2023,,,,NOT FOUND\n";

class EvidenceTest : public testing::Test {
protected:
    Evidence load(const std::string& rows) {
        return load_evidence(folder_.write("evidence.csv", evidence_header + rows));
    }
    std::vector<Problem> problems_in(const std::string& rows) {
        try {
            load(rows);
        } catch (const ConfigError& error) {
            return error.problems();
        }
        ADD_FAILURE() << "loads: " << rows;
        return {{}};
    }
    TemporaryFolder folder_;
};

TEST_F(EvidenceTest, ReadsNumbersWhereThereAreNumbers) {
    const Evidence evidence = load(good_rows);
    const EvidenceRow* row = evidence.find("E01-01");
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->horizon_years, 5);
    EXPECT_DOUBLE_EQ(row->in_model_units(*row->value), 0.103);
    EXPECT_EQ(row->citation(), "A 2020, doi:10.1/x, PMID 123");
    EXPECT_EQ(evidence.find("E01-02")->horizon_years, std::nullopt);
    EXPECT_EQ(evidence.find("E01-02")->women, std::nullopt) << "studies are no women";
    EXPECT_DOUBLE_EQ(evidence.find("E01-02")->in_model_units(2.3), 2.3);
    EXPECT_THAT(evidence.find("E01-03")->citation(), HasSubstr("UNVERIFIED"));
    EXPECT_EQ(evidence.find("E09-99"), nullptr);
}

TEST_F(EvidenceTest, EveryMistakeIsReportedAtItsLine) {
    const auto problems = problems_in(
        "E1-1,rate,,,5,10,,,,,percent,A,,,,verified\n"
        "E01-01,rate,,,5,10,11,12,,,percent,A,,,,verified\n"
        "E01-01,rate,,,5,10,9,,,,percent,,,,,checked\n"
        "E01-02,rate,,,5,,x,,,,percent,A,,,,verified\n");
    std::vector<int> lines;
    for (const Problem& problem : problems) lines.push_back(problem.line);
    ASSERT_THAT(lines, ElementsAre(2, 3, 4, 4, 4, 4, 5, 5));
    EXPECT_THAT(problems[0].message, HasSubstr("must look like E01-09"));
    EXPECT_THAT(problems[1].message, HasSubstr("does not lie within"));
    EXPECT_THAT(problems[6].message, HasSubstr("'x' is no number"));
}

TEST_F(EvidenceTest, MissingColumnsAreNamed) {
    try {
        load_evidence(folder_.write("evidence.csv", "id,value\nE01-01,1\n"));
        FAIL();
    } catch (const ConfigError& error) {
        EXPECT_EQ(error.problems().size(), 14U);
    }
}

TEST(EvidenceId, IsFoundInText) {
    EXPECT_THAT(evidence_ids_in("E12-01 to E12-07: life table"), ElementsAre("E12-01", "E12-07"));
    EXPECT_THAT(evidence_ids_in("assumption (median and range: E08-62)"), ElementsAre("E08-62"));
    EXPECT_THAT(evidence_ids_in("E1-9 is a slip"), ElementsAre("E1-9"));
    EXPECT_THAT(evidence_ids_in("Smith 2000 IJROBP 48:1281, p. e205-210, assumption, E1"), IsEmpty());
}

/// The example config with one source, note and value of its parameter h_onset (per year, 0.1) replaced.
Model model_with(const std::string& source, const std::string& note, const std::string& value) {
    const std::string parameter = "value = 0.1\nunit = \"per_year\"\nsource = \"E1\"\n";
    const std::string new_parameter = "value = " + value + "\nunit = \"per_year\"\nsource = \"" + source + "\"\n" +
                                      (note.empty() ? "" : "note = \"" + note + "\"\n");
    return load_config_text(replaced(example_config, parameter, new_parameter), "x.toml").model;
}

TEST_F(EvidenceTest, SourcesOfAModelAreLookedUp) {
    const Evidence evidence = load(good_rows);
    const SourceCheck good = check_sources(model_with("E01-01", "", "0.103"), evidence, "x.toml");
    EXPECT_THAT(good.problems, IsEmpty());
    ASSERT_EQ(good.citations.size(), 1U);
    EXPECT_EQ(good.citations[0].key, "parameters.h_onset");
    EXPECT_EQ(good.citations[0].text, "A 2020, doi:10.1/x, PMID 123");

    const auto only_problem = [&](const std::string& source, const std::string& note, const std::string& value) {
        const auto problems = check_sources(model_with(source, note, value), evidence, "x.toml").problems;
        EXPECT_EQ(problems.size(), 1U) << source;
        return problems.empty() ? "" : problems.front().key + ": " + problems.front().message;
    };
    EXPECT_THAT(only_problem("E07-01", "", "0.103"), HasSubstr("parameters.h_onset: E07-01 is not in"));
    EXPECT_THAT(only_problem("E01-03", "", "0.05"), HasSubstr("not verified"));
    EXPECT_THAT(only_problem("E01-01", "", "0.11"), HasSubstr("differs from E01-01 (10.3 percent)"));
    EXPECT_THAT(check_sources(model_with("E01-01", "from -ln(1 - 0.103)/5", "0.022"), evidence, "x").problems,
                IsEmpty());
    EXPECT_THAT(check_sources(model_with("E01-03, UNVERIFIED", "", "0.05"), evidence, "x").problems, IsEmpty());
    EXPECT_THAT(check_sources(model_with("assumption", "", "0.05"), evidence, "x").problems, IsEmpty());
}

// The project's own table and configs.
TEST(ShippedEvidence, LoadsAndCoversTheShippedModels) {
    const Evidence evidence = load_evidence(std::string(IBTR_EVIDENCE) + "/evidence.csv");
    EXPECT_GT(evidence.rows.size(), 280U);
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(IBTR_EVIDENCE).parent_path())) {
        // What is in configs/evidence is no model.
        if (entry.path().extension() != ".toml" || entry.path().parent_path().filename() == "evidence") continue;
        const std::string path = entry.path().string();
        const SourceCheck check = check_sources(load_config({path, {}}).model, evidence, path);
        for (const Problem& problem : check.problems)
            ADD_FAILURE() << path << ": " << problem.key << ": " << problem.message;
    }
}

}  // namespace
}  // namespace ibtr::test
