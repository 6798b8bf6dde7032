#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/study.hpp"

/// A model of constant hazards solved plainly: by the classical Runge-Kutta method, in cycles by products of matrices.
/// Shares no code with the exact solver.
namespace ibtr::verify {

/// Shares of the women of a stratum who begin in a state, at time 0 and the ends of bins: [point][state].
std::vector<std::vector<double>> plain_shares(const Study& study, SimulatedIndex strategy, StratumIndex stratum,
                                              std::size_t start);

}  // namespace ibtr::verify
