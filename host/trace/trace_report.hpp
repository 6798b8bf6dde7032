#pragma once

#include <string>

#include "base/run_folder.hpp"
#include "report/run_files.hpp"
#include "trace/trace.hpp"

namespace ibtr::trace {

/// What the numbers of a trace are measured with.
struct Scales {
    double ticks_per_year = 1;
    std::uint32_t horizon_ticks = 0, cycle_ticks = 0;  ///< cycle_ticks 0: time is continuous
    double age_origin_years = 0;                       ///< age at which tables of the age clock start
};
Scales scales_of(const Model& model, const Tables& tables, std::size_t stratum);

/// For people: a paragraph a sojourn.
std::string trace_text(const Model& model, const Population& population, const PatientTrace& trace,
                       const Scales& scales);
/// A row a way out of each sojourn of each strategy; one without a transition for a stay that has none.
std::string trace_csv(const Model& model, const PatientTrace& trace, const Scales& scales);
std::string trace_json(const Model& model, const Population& population, const PatientTrace& trace,
                       const Scales& scales, const RunIdentity& identity, JsonLayout layout);

/// trace.txt, trace.csv, trace.json, manifest.json
FileNames trace_files();

}  // namespace ibtr::trace
