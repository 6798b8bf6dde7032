#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "estimate/tracked_cohort.hpp"
#include "report/run_files.hpp"

namespace ibtr::test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields{""};
    for (const char c : line) {
        if (c == ',')
            fields.emplace_back();
        else
            fields.back() += c;
    }
    return fields;
}

/// NaN is an empty field; every other number reads back to the same double.
void expect_number(const std::string& field, double number) {
    if (std::isnan(number)) {
        EXPECT_EQ(field, "");
    } else {
        EXPECT_EQ(std::strtod(field.c_str(), nullptr), number) << field;
    }
}

TEST(Csv, CurvesHaveTheColumnsOfTheContractAndReadBackExactly) {
    const TrackedCohort cohort(example_model(), {.women = 301});
    const Estimates estimates = cohort.estimates();
    const std::vector<std::string> lines = lines_of(curves_csv(cohort.model, estimates));
    ASSERT_EQ(lines.size(), estimates.curves.size() + 1);
    EXPECT_EQ(lines[0],
              "strategy,group,population,endpoint,time_years,estimate,mc_se,ci_low,ci_high,cri_low,cri_high,at_risk");
    for (std::size_t k = 0; k < estimates.curves.size(); ++k) {
        const CurvePoint& point = estimates.curves[k];
        const std::vector<std::string> fields = fields_of(lines[k + 1]);
        ASSERT_EQ(fields.size(), 12U);
        EXPECT_EQ(fields[0], cohort.model.strategies[point.strategy].name);
        EXPECT_EQ(fields[2], "standardised");
        EXPECT_EQ(fields[3], point.endpoint);
        expect_number(fields[4], point.time_years);
        expect_number(fields[5], point.estimate.value);
        expect_number(fields[6], point.estimate.mc_se);
        expect_number(fields[7], point.estimate.ci_low);
        expect_number(fields[8], point.estimate.ci_high);
        EXPECT_EQ(fields[9] + fields[10], "");
        expect_number(fields[11], point.at_risk);
    }
}

TEST(Csv, ContrastsHaveTheColumnsOfTheContractAndReadBackExactly) {
    const TrackedCohort cohort(example_model(), {.women = 301});
    const Estimates estimates = cohort.estimates();
    std::vector<Interval> credible(estimates.contrasts.size(), {0.1, 1.0 / 3});
    const std::vector<std::string> lines = lines_of(contrasts_csv(cohort.model, estimates, credible));
    ASSERT_EQ(lines.size(), estimates.contrasts.size() + 1);
    EXPECT_EQ(lines[0],
              "strategy,comparator,group,population,endpoint,time_years,measure,estimate,mc_se,ci_low,ci_high,cri_low,"
              "cri_high");
    for (std::size_t k = 0; k < estimates.contrasts.size(); ++k) {
        const Contrast& contrast = estimates.contrasts[k];
        const std::vector<std::string> fields = fields_of(lines[k + 1]);
        ASSERT_EQ(fields.size(), 13U);
        EXPECT_EQ(fields[1], "mastectomy");
        EXPECT_EQ(fields[6], to_text(contrast.measure));
        expect_number(fields[7], contrast.estimate.value);
        expect_number(fields[10], contrast.estimate.ci_high);
        expect_number(fields[11], 0.1);
        expect_number(fields[12], 1.0 / 3);
    }
    credible.pop_back();
    EXPECT_THROW(contrasts_csv(cohort.model, estimates, credible), std::logic_error);
}

TEST(Csv, NamesWithCommasAndQuotesAreQuoted) {
    Model model = example_model();
    model.strategies[0].name = "salvage, \"simple\"";
    const TrackedCohort cohort(model, {.women = 100});
    const std::vector<std::string> lines = lines_of(curves_csv(cohort.model, cohort.estimates()));
    EXPECT_EQ(lines[1].substr(0, lines[1].find(",all,")), "\"salvage, \"\"simple\"\"\"");
}

TEST(Csv, NoFieldIsEverNanOrInf) {
    const TrackedCohort cohort(example_model(), {.women = 12, .batches = 2});  // few women: many undefined numbers
    const Estimates estimates = cohort.estimates();
    for (const std::string& text : {curves_csv(cohort.model, estimates), contrasts_csv(cohort.model, estimates)}) {
        EXPECT_EQ(text.find("nan"), std::string::npos);
        EXPECT_EQ(text.find("inf"), std::string::npos);
    }
}

}  // namespace
}  // namespace ibtr::test
