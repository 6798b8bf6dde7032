#pragma once

#include <cstddef>

#include "base/stopwatch.hpp"
#include "exact/distinct_problems.hpp"
#include "ibtr/exact.hpp"

namespace ibtr::exact {

/// Work of one problem at one step size [multiply-adds of the convolution, or their equivalent].
double level_work(const Model& model, const DistinctProblem& problem, std::size_t steps_per_bin);

/// Work of the matrix exponential of one problem, same unit.
double markov_work(const Model& model, const DistinctProblem& problem);

/// Seconds a unit of work takes on this machine now, one thread; measured in about a millisecond.
double seconds_per_unit_of_work();

/// Ends a solution that is past its budget or no longer wanted. Used from several threads.
class TimeLimit {
public:
    /// The clock starts here.
    explicit TimeLimit(const ExactOptions& options);

    /// @throws BudgetExceeded, Interrupted
    void check() const;

private:
    const ExactOptions& options_;
    Stopwatch stopwatch_;
};

}  // namespace ibtr::exact
