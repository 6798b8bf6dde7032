#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ibtr/design.hpp"
#include "ibtr/model.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"
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

/// psa_summary.csv: a row an outcome with the variance split and both credible intervals (docs/psa.md).
std::string psa_summary_csv(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary);

/// Whether an outcome is one of those by which the size of an analysis is judged: rr_alive and rd of overall survival
/// at landmarks, QALYs and costs, of all women.
bool decides(const Quantity& outcome);
/// An outcome that decides, in words.
std::string describe(const Model& model, const Quantity& outcome);

/// Whether there were enough patients, in one sentence, judged by the outcomes that decide.
std::string verdict(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary,
                    const Analysis& analysis);

/// Which credible intervals are empty, and why; empty where none is.
std::string empty_intervals(const Summary& summary);

/// Numbers of first draws at which convergence is looked at, ascending, the last all: two a doubling for
/// independent draws; whole replicates for designs that are made of them.
std::vector<std::uint32_t> convergence_points(const Design& design);

/// psa_convergence.csv: how the mean, its error, the spread and the credible limits of the outcomes that decide (the
/// contrasts of overall survival, costs and QALYs) change as draws are added (Hatswell et al. 2018: whether there are
/// enough draws is judged by these, not by a round number).
std::string convergence_csv(const Model& model, const std::vector<Quantity>& outcomes, const Summary& summary);

}  // namespace ibtr::psa
