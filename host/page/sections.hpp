#pragma once

#include <vector>

#include "page/curve_rows.hpp"
#include "page/report.hpp"
#include "page/run_record.hpp"

/// The parts of a report. Each says what the files of a run say, and is left out (empty html) where they say nothing.
namespace ibtr::page {

/// The first screen: three sentences, a chart, a table per 100 people at the landmarks.
Section glance(const RunRecord& record, const CurveRows& rows);
/// Numbers at risk and of events under the first chart; without rows where nobody was simulated.
ShownTable at_risk_table(const RunRecord& record, const CurveRows& rows, const std::string& population,
                         const std::string& endpoint);
/// What was compared, in whom, and which differences are causal by assumption.
Section comparison(const RunRecord& record);
/// Contrasts at the landmarks with paired differences, mean times, groups.
Section results(const RunRecord& record, const CurveRows& rows);
/// Costs and effects, and choices under uncertainty.
Section decisions(const RunRecord& record);
/// Tables and figures of a run that has no curves: validation, sensitivity, meta-analysis, studies, ...
Section other_results(const RunRecord& record);
/// What `verify` checked, of a folder that holds its verify.json. @throws UsageError where that is damaged
Section verification(const RunRecord& record);
/// The walk that a reader can repeat.
Section simulate_again(bool has_engine, const std::string& why_not);
/// The model as a paragraph with its equations, and in words.
Section methods(const RunRecord& record);
/// Every parameter with value, distribution and source; assumptions apart.
Section parameters(const RunRecord& record);
Section limitations(const RunRecord& record);
/// Sources of the parameters; full references where evidence is given.
Section references(const RunRecord& record, const ReportOptions& options);
/// CHEERS 2022 items that the program can answer, and marked blanks.
Section checklist(const RunRecord& record);
/// Version, hashes, seeds, digests, backend and time of every run.
Section provenance(const std::vector<RunRecord>& records);

}  // namespace ibtr::page
