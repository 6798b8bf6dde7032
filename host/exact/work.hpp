#pragma once

#include <cstddef>

#include "exact/problem.hpp"

namespace ibtr::exact {

/// Work of one problem at one step size [multiply-adds of the convolution, or their equivalent].
double level_work(const Model& model, const Problem& problem, std::size_t steps_per_bin);

/// Work of the matrix exponential of one problem, same unit.
double markov_work(const Model& model, const Problem& problem);

/// Seconds a unit of work takes on this machine now, one thread; measured in about a millisecond.
double seconds_per_unit_of_work();

}  // namespace ibtr::exact
