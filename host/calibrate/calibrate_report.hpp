#pragma once

#include <string>

#include "calibrate/calibrate.hpp"
#include "calibrate/targets.hpp"
#include "report/run_files.hpp"

/// A fit -> text of its files; columns: docs/calibration.md.
namespace ibtr::calibration {

std::string targets_csv(const FitProblem& problem, const TargetSelection& selection, const Fit& fit);
std::string parameters_csv(const FitProblem& problem, const Fit& fit);
/// The weighted sample, as [posterior] reads it: free parameters and those that were solved for, and `weight`.
std::string posterior_csv(const FitProblem& problem, const Fit& fit);
std::string trace_csv(const Fit& fit);
/// A config that extends the fitted one with the optimum and the sample.
std::string calibrated_toml(const FitProblem& problem, const Fit& fit, const std::string& base_config);
std::string fit_json(const FitProblem& problem, const Fit& fit, const RunIdentity& identity, JsonLayout layout);
std::string fit_text(const FitProblem& problem, const TargetSelection& selection, const Fit& fit);

}  // namespace ibtr::calibration
