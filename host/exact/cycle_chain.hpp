#pragma once

#include <functional>

#include "exact/distinct_problems.hpp"
#include "exact/step.hpp"
#include "ibtr/exact.hpp"

namespace ibtr::exact {

/// Solves one problem of a model in cycles: who is where after each cycle follows from who was where before it, and
/// for how long where an exit asks for that (tunnel states). No step error: sums of products of probabilities.
/// @param check called now and then; may throw
BinSums solve_cycles(const Model& model, const HazardSource& hazards, const DistinctProblem& problem,
                     const std::function<void()>& check);

}  // namespace ibtr::exact
