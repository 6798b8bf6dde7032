#pragma once

#include <span>
#include <string>
#include <vector>

#include "cohort/observed_cohort.hpp"
#include "cohort/spells.hpp"
#include "survival/parametric_fit.hpp"

namespace ibtr::cohort {

/// Families fitted to one transition.
struct TransitionFits {
    Move move;
    Clock clock = Clock::time;
    std::vector<survival::ParametricFit> fits;
    std::size_t best = 0;  ///< of those with a maximum that with the lowest AIC
};

/// @param families asked for; `piecewise_constant` over the breaks, an interval without events joined to its neighbour.
/// Where none has a maximum the exponential is added, which has one.
TransitionFits fit_transition(const ObservedCohort& cohort, Move move, Clock clock,
                              std::span<const survival::FittedFamily> families, std::span<const double> breaks);

/// The family of that name. @throws UsageError with the names that there are
survival::FittedFamily find_family(const std::string& name);

}  // namespace ibtr::cohort
