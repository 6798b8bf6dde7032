#pragma once

#include <string>
#include <vector>

#include "psa/summary.hpp"
#include "report/run_files.hpp"

namespace ibtr::psa {

/// Summaries in the shape of the common output files. `estimate` is the mean of the draws (geometric for ratios), its
/// error and interval those of the mean; credible limits are corrected for simulation noise.
struct PsaEstimates {
    Estimates estimates;
    std::vector<Interval> curve_credible, contrast_credible;  ///< parallel to the rows
};
PsaEstimates to_estimates(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary);

/// Curves alone, with credible limits in place of the mean's interval: what a figure shows.
Estimates with_credible_limits(const PsaEstimates& rows);

/// psa_summary.csv: a row an outcome with the variance split and both credible intervals (docs/psa.md).
std::string psa_summary_csv(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary);

/// Whether an outcome is one of those by which the size of an analysis is judged: rr_alive and rd of overall survival
/// at landmarks, QALYs and costs, of all women.
bool decides(const Quantity& outcome);
/// An outcome that decides, in words.
std::string describe(const Model& model, const Quantity& outcome);

/// Whether there were enough patients, in one sentence, judged by the outcomes that decide.
std::string verdict(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary, double patients);

}  // namespace ibtr::psa
