#pragma once

#include "calibrate/calibrate.hpp"
#include "calibrate/posterior.hpp"

namespace ibtr::calibration {

/// Searches from several starts, one after another: the optimum, the modes, the trace and the evaluations of a fit.
/// @throws Interrupted
void find_modes(const LogPosterior& posterior, const FitOptions& options, Fit& fit);

}  // namespace ibtr::calibration
