// Law: pooled results equal those of R metafor 3.8.1 (tests/meta/data/README.md).

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/csv.hpp"
#include "meta/meta_report.hpp"
#include "meta/study_table.hpp"

namespace ibtr::meta::test {
namespace {

const std::string data_folder = IBTR_META_DATA;

const std::map<std::string, EffectMeasure> measures{{"RR", EffectMeasure::rr}, {"OR", EffectMeasure::odds_ratio}};
const std::map<std::string, Method> methods{
    {"EE", Method::ee}, {"DL", Method::dl}, {"PM", Method::pm}, {"REML", Method::reml}};
const std::map<std::string, MeanTest> tests{{"z", MeanTest::z}, {"knha", MeanTest::knha}, {"adhoc", MeanTest::adhoc}};

StudyTable studies_of(const std::string& dataset, EffectMeasure measure) {
    StudyRequest request;
    request.measure = measure;
    request.filters = {{"dataset", dataset}};
    return read_studies(read_csv(data_folder + "/metafor_inputs.csv"), request);
}

/// One row of a table by column name.
class Row {
public:
    Row(const CsvTable& table, std::size_t index) : table_(table), fields_(table.rows[index].fields) {}
    const std::string& text(const std::string& column) const { return fields_[table_.find_column(column).value()]; }
    double number(const std::string& column) const { return parse_number(text(column)).value(); }

private:
    const CsvTable& table_;
    const std::vector<std::string>& fields_;
};

// Effects of single studies, zero cells included: rounding only.
TEST(Metafor, EffectsOfStudies) {
    const CsvTable inputs = read_csv(data_folder + "/metafor_inputs.csv");
    for (std::size_t i = 0; i < inputs.rows.size(); ++i) {
        const Row row(inputs, i);
        const Counts counts{row.number("ai"), row.number("n1i"), row.number("ci"), row.number("n2i")};
        for (const char* name : {"RR", "OR"}) {
            const Effect effect = effect_of(counts, measures.at(name));
            EXPECT_NEAR(effect.estimate, row.number(std::string("log") + name), 1e-12);
            EXPECT_NEAR(effect.variance, row.number(std::string("var_log") + name), 1e-12);
            EXPECT_EQ(effect.corrected, counts.events1 == 0 || counts.events2 == 0);
        }
    }
}

// Every number of meta.csv, by the reference's own column names: logest and se to 1e-6 absolute, the rest to 1e-6
// relative. Both sides solve for tau2 and the Q-profile limits iteratively.
TEST(Metafor, PooledEffects) {
    const CsvTable reference = read_csv(data_folder + "/metafor_reference.csv");
    int compared = 0;
    for (std::size_t i = 0; i < reference.rows.size(); ++i) {
        const Row expected(reference, i);
        if (expected.text("drop00") != "FALSE" || !methods.contains(expected.text("method"))) continue;
        SCOPED_TRACE(testing::Message() << "line " << reference.rows[i].line);
        const EffectMeasure measure = measures.at(expected.text("measure"));
        const MetaAnalysis analysis =
            analyse(studies_of(expected.text("dataset"), measure), measure, methods.at(expected.text("method")),
                    tests.at(expected.text("test")), false);
        const CsvTable ours = parse_csv(meta_csv(analysis), "meta.csv");
        const Row actual(ours, 0);
        for (const char* column : {"dataset", "measure", "drop00", "k", "method", "test"})
            EXPECT_EQ(actual.text(column), expected.text(column)) << column;
        for (const char* column : {"logest", "se"})
            EXPECT_NEAR(actual.number(column), expected.number(column), 1e-6) << column;
        for (const char* column :
             {"est", "ci_lb", "ci_ub", "stat", "pval", "tau2", "tau2_qprofile_lb", "tau2_qprofile_ub", "I2", "H2", "Q",
              "Qp", "pi_metafor_lb", "pi_metafor_ub", "pi_HTS_lb", "pi_HTS_ub"}) {
            // metafor gave the Q-profile interval once a data set; where it has no prediction interval, nor have we.
            if (expected.text(column) == "NA") {
                if (std::string(column).starts_with("pi_")) {
                    EXPECT_EQ(actual.text(column), "") << column;
                }
                continue;
            }
            const double value = expected.number(column);
            EXPECT_NEAR(actual.number(column), value, 1e-6 * std::abs(value)) << column;
            ++compared;
        }
    }
    EXPECT_GT(compared, 800);
}

TEST(Metafor, MantelHaenszelAndPeto) {
    const CsvTable reference = read_csv(data_folder + "/metafor_mh_peto.csv");
    ASSERT_EQ(reference.rows.size(), 9U);
    for (std::size_t i = 0; i < reference.rows.size(); ++i) {
        const Row expected(reference, i);
        const std::string& kind = expected.text("method");
        SCOPED_TRACE(expected.text("dataset") + " " + kind);
        const EffectMeasure measure = kind.ends_with("RR") ? EffectMeasure::rr : EffectMeasure::odds_ratio;
        const Method method = kind.starts_with("MH") ? Method::mh : Method::peto;
        const Pooled pooled =
            analyse(studies_of(expected.text("dataset"), measure), measure, method, MeanTest::z, false).pooled;
        EXPECT_NEAR(pooled.estimate, std::log(expected.number("est")), 1e-12);
        EXPECT_NEAR(pooled.standard_error, expected.number("se"), 1e-12);
        EXPECT_NEAR(std::exp(pooled.ci.low), expected.number("ci_lb"), 1e-12);
        EXPECT_NEAR(std::exp(pooled.ci.high), expected.number("ci_ub"), 1e-12);
    }
}

}  // namespace
}  // namespace ibtr::meta::test
