// Numbers that the evidence model holds as published, and the errors of its parameters, against their rows of
// evidence.csv.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"
#include "evidence_model.hpp"

namespace ibtr::test {
namespace {

// A published number as the config holds it, from its row: a test a row of the table.
struct PublishedNumber {
    const char* parameter;
    const char* id;
};
class PublishedNumbers : public testing::TestWithParam<PublishedNumber> {};
TEST_P(PublishedNumbers, AreThoseOfTheEvidence) {
    const Evidence evidence = load_evidence(std::string(IBTR_EVIDENCE) + "/evidence.csv");
    const EvidenceRow* row = evidence.find(GetParam().id);
    ASSERT_NE(row, nullptr);
    // Medians are in months in both.
    const double value = row->statistic == "months" ? *row->value : row->in_model_units(*row->value);
    EXPECT_DOUBLE_EQ(parameter(evidence_model(), GetParam().parameter), value);
}
INSTANTIATE_TEST_SUITE_P(EvidenceModel, PublishedNumbers,
                         testing::ValuesIn(std::vector<PublishedNumber>{
                             {"published_local_mastectomy", "E01-03"},
                             {"published_local_repeat_bcs", "E02-04"},
                             {"published_local_repeat_bcs_rt", "E02-03"},
                             {"log_ratio_repeat_rt", "E01-06"},
                             {"published_local_over_2_cm", "E10-33"},
                             {"published_local_upto_48_months", "E10-34"},
                             {"published_distant_new_primary", "E07-26"},
                             {"published_ddfs_luminal_a", "E08-13"},
                             {"published_ddfs_luminal_b", "E08-14"},
                             {"published_ddfs_triple_negative", "E08-15"},
                             {"published_ddfs_her2_enriched", "E08-16"},
                             {"published_distant_over_2_cm", "E08-25"},
                             {"published_death_20_to_40_months", "E04-05"},
                             {"published_death_40_to_60_months", "E04-04"},
                             {"published_mortality_24_to_48_months", "E08-03"},
                             {"published_mortality_48_to_120_months", "E08-04"},
                             {"published_mortality_over_120_months", "E08-05"},
                             {"published_death_bc_year_1", "E09-07"},
                             {"published_death_bc_year_4", "E09-08"},
                             {"published_median_luminal_months", "E09-02"},
                             {"published_median_her2_months", "E09-03"},
                             {"published_median_triple_negative_months", "E09-04"},
                             {"share_repeat_rt", "E11-04"}}),
                         [](const auto& row) { return std::string(row.param.parameter); });

// The error of a drawn parameter is that of its published number: (ln high - ln low) / 3.92 of its row, written with
// three digits.
struct PublishedError {
    const char* parameter;
    const char* id;
};
class PublishedErrors : public testing::TestWithParam<PublishedError> {};
TEST_P(PublishedErrors, AreThoseOfThePublishedIntervals) {
    const Evidence evidence = load_evidence(std::string(IBTR_EVIDENCE) + "/evidence.csv");
    const EvidenceRow* row = evidence.find(GetParam().id);
    ASSERT_NE(row, nullptr);
    const double expected = std::log(*row->ci_high / *row->ci_low) / 3.92;
    const Model model = evidence_model();
    const auto parameter = std::find_if(model.parameters.begin(), model.parameters.end(),
                                        [](const Parameter& one) { return one.name == GetParam().parameter; });
    ASSERT_NE(parameter, model.parameters.end());
    ASSERT_TRUE(parameter->uncertainty && parameter->uncertainty->log_standard_error);
    EXPECT_NEAR(*parameter->uncertainty->log_standard_error, expected, 0.0006);
}
INSTANTIATE_TEST_SUITE_P(EvidenceModel, PublishedErrors,
                         testing::ValuesIn(std::vector<PublishedError>{{"h_local", "E01-03"},
                                                                       {"hr_local_repeat_bcs", "E02-04"},
                                                                       {"hr_local_repeat_bcs_rt", "E02-03"},
                                                                       {"hr_local_over_2_cm", "E10-33"},
                                                                       {"hr_local_upto_48_months", "E10-34"},
                                                                       {"hr_distant_true_recurrence", "E07-26"},
                                                                       {"hr_distant_20_to_40_months", "E04-05"},
                                                                       {"hr_distant_40_to_60_months", "E04-04"}}),
                         [](const auto& row) { return std::string(row.param.parameter); });

}  // namespace
}  // namespace ibtr::test
