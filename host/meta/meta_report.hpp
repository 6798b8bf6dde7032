#pragma once

#include <string>
#include <string_view>

#include "base/run_folder.hpp"
#include "meta/meta.hpp"
#include "meta/study_table.hpp"
#include "report/run_files.hpp"

/// What `ibtr meta` writes. Every text is a pure function of the analysis.
namespace ibtr::meta {

/// Studies, the choices made, and the pooled effect.
struct MetaAnalysis {
    StudyTable table;
    EffectMeasure measure = EffectMeasure::rr;
    Method method = Method::reml;
    MeanTest test = MeanTest::z;
    bool survivors = false;
    Pooled pooled;
};

/// Pools the studies of a table. @throws UsageError where method, test and measure do not go together
MetaAnalysis analyse(StudyTable table, EffectMeasure measure, Method method, MeanTest test, bool survivors);

std::string_view to_text(EffectMeasure measure);  ///< "RR", "OR", "RD", "HR"
std::string_view to_text(Method method);          ///< "EE", "DL", "PM", "REML", "MH", "Peto"
std::string_view to_text(MeanTest test);          ///< "z", "knha", "adhoc"

/// A value on the scale that people read: ratios from their logarithms, differences as they are.
double for_people(EffectMeasure measure, double value);
/// The same in digits: three decimals below 0.1 and for differences, two otherwise.
std::string number_text(EffectMeasure measure, double value);
/// "[0.84, 1.47]"
std::string interval_text(EffectMeasure measure, const Interval& interval);
/// "1.11 [0.84, 1.47]"
std::string with_interval(EffectMeasure measure, double estimate, const Interval& interval);
/// 95 % interval of one study from its own variance.
Interval own_interval(const Effect& effect);

/// One row of the pooled result; an undefined number is an empty field. logest and se are on the scale of pooling, the
/// rest on the scale for people. `derived` counts the studies whose counts were not reported.
std::string meta_csv(const MetaAnalysis& analysis);
/// One row a study of the selection, pooled or not, and why not.
std::string studies_csv(const MetaAnalysis& analysis);
std::string meta_json(const MetaAnalysis& analysis, JsonLayout layout);
/// Studies, pooled effect and heterogeneity as a table for people.
std::string meta_table(const MetaAnalysis& analysis);
/// "τ² 0.309 [0.12, 1.11], I² 92 %, Q 152.2 on 12 degrees of freedom, p < 0.001"
std::string heterogeneity_text(const MetaAnalysis& analysis);

}  // namespace ibtr::meta
