#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "estimate/exponential_deaths.hpp"
#include "estimate/standard_error.hpp"
#include "report/run_files.hpp"

namespace ibtr::test {
namespace {

TEST(Headline, ComparesWithTheExactSolutionInStandardErrors) {
    const ExponentialDeaths deaths(1.7);
    const std::vector<std::uint64_t> allocation{302, 201};
    Estimates simulated = deaths.estimates();
    for (CurvePoint& point : simulated.curves) point.estimate = {point.estimate.value + 0.01, 0.004, 0, 1};
    for (Contrast& contrast : simulated.contrasts) contrast.estimate = {contrast.estimate.value + 0.01, 0.004, 0, 1};
    std::vector<Headline> lines = headline(deaths.model, simulated);
    compare_with_exact(lines, deaths.cohort(), deaths.expected, allocation);
    std::size_t with_true_error = 0;
    for (const Headline& line : lines) {
        EXPECT_NEAR(line.estimate.value - line.exact, 0.01, 1e-14);
        const bool simulated_proportion = !line.comparator && line.strategy != 2;
        if (simulated_proportion) {
            const auto se = stratified_standard_error(deaths.cohort(), deaths.expected, allocation, line);
            EXPECT_NEAR(line.z, 0.01 / *se, 1e-9);
            ++with_true_error;
        } else {
            EXPECT_NEAR(line.z, 2.5, 1e-9);
        }
    }
    EXPECT_EQ(with_true_error, 2U * 3 * 2);  // two simulated strategies, three landmarks, os and the cause
    EXPECT_EQ(lines.size(), 3U * 3 * 2 + 2U * 3 * 2);

    for (Headline& line : lines) line.estimate.mc_se = 0, line.z = std::nan("");
    compare_with_exact(lines, deaths.cohort(), deaths.expected, allocation);
    for (const Headline& line : lines)
        if (line.comparator) {
            EXPECT_TRUE(std::isnan(line.z));  // equal by construction: exact, not z
        }
}

TEST(Headline, ListsEveryPopulationAtEveryLandmarkForAllWomen) {
    Model model = example_model();
    model.case_mixes = {{1, 0, {0.1, 0.9}, "test"}};
    const TrackedCohort cohort(model, {.women = 300});
    const std::vector<Headline> lines = headline(cohort.model, cohort.estimates());
    // 2 populations x 3 landmarks x (3 strategies x 5 proportions + 2 contrasted strategies x 2 measures)
    EXPECT_EQ(lines.size(), 2U * 3 * (3 * 5 + 2 * 2));
}

TEST(Summary, HasTheKeysOfTheContractAndNullWhereUndefined) {
    const TrackedCohort cohort(example_model(), {.women = 300, .twins_are_equal = true});
    const std::vector<Headline> lines = headline(cohort.model, cohort.estimates());
    const std::string text = summary_json(cohort.model, {"hash", "digest", "omp"}, lines, JsonLayout::one_line);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    const nlohmann::json summary = nlohmann::json::parse(text);
    EXPECT_EQ(summary.at("schema"), 1);
    EXPECT_EQ(summary.at("config_hash"), "hash");
    EXPECT_EQ(summary.at("tally_digest"), "digest");
    EXPECT_EQ(summary.at("backend"), "omp");
    ASSERT_EQ(summary.at("headline").size(), lines.size());
    for (std::size_t k = 0; k < lines.size(); ++k) {
        const nlohmann::json& line = summary.at("headline")[k];
        for (const char* key : {"strategy", "comparator", "group", "population", "endpoint", "time_years", "measure",
                                "estimate", "mc_se", "ci_low", "ci_high", "cri_low", "cri_high", "exact", "z"})
            EXPECT_TRUE(line.contains(key)) << key;
        EXPECT_EQ(line.at("comparator").is_null(), line.at("measure") == "proportion");
        EXPECT_TRUE(line.at("exact").is_null() && line.at("z").is_null() && line.at("cri_low").is_null());
        EXPECT_EQ(line.at("estimate").get<double>(), lines[k].estimate.value);  // reads back to the same double
    }
}

TEST(Manifest, CarriesEverythingAndReadsBack) {
    Manifest manifest;
    manifest.command = "run";
    manifest.config_text = "name = \"\u00e9\"\n";
    manifest.seed = 18446744073709551615U;
    manifest.patient_range = {5, 10};
    manifest.device = "bytes \xff that are not UTF-8";
    manifest.wall_times = {{"simulate", 0.25}};
    manifest.tally_digest = "abc";
    manifest.exact = ExactInfo{1e-9, 2e-7};
    EXPECT_TRUE(nlohmann::json::parse(manifest_json(manifest)).at("backend_trial").is_null());
    manifest.backend = "cpp";
    manifest.trial = {{"cuda", 50, 2.0}, {"cpp", 60, 0.5}};
    const nlohmann::json json = nlohmann::json::parse(manifest_json(manifest));
    EXPECT_EQ(json.at("config_text"), manifest.config_text);
    EXPECT_EQ(json.at("seed").get<std::uint64_t>(), manifest.seed);
    EXPECT_EQ(json.at("patient_range").at("end"), 10);
    EXPECT_EQ(json.at("wall_times_seconds").at("simulate"), 0.25);
    EXPECT_EQ(json.at("exact").at("table_error"), 2e-7);
    EXPECT_EQ(json.at("backend_trial").at("chosen"), "cpp");
    EXPECT_EQ(json.at("backend_trial").at("measured").at(0).at("backend"), "cuda");
    EXPECT_EQ(json.at("backend_trial").at("measured").at(0).at("draws_per_second"), 25);
    EXPECT_EQ(json.at("backend_trial").at("measured").at(1).at("draws"), 60);
    EXPECT_TRUE(json.at("tables_digest").is_null());
}

TEST(HeadlineTable, SaysExactWhereThereIsNoErrorAndShowsIntervals) {
    const TrackedCohort cohort(example_model(), {.women = 300, .twins_are_equal = true});
    const std::string table = headline_table(cohort.model, headline(cohort.model, cohort.estimates()));
    EXPECT_NE(table.find("1.0000 exact"), std::string::npos);
    EXPECT_NE(table.find("At 3 years, standardised:"), std::string::npos);
    EXPECT_EQ(table.find("nan"), std::string::npos);
    std::vector<Headline> lines = headline(cohort.model, cohort.estimates());
    for (Headline& line : lines) line.exact = line.estimate.value + 0.001;
    EXPECT_EQ(headline_table(cohort.model, lines).find(" exact\n"), std::string::npos);
    EXPECT_NE(headline_table(cohort.model, lines).find("1.0000 (no spread)"), std::string::npos);
    EXPECT_EQ(headline_table(cohort.model, {}), "");
}

}  // namespace
}  // namespace ibtr::test
