#pragma once

#include "ibtr/exact.hpp"
#include "ibtr/study.hpp"
#include "report/run_files.hpp"

namespace ibtr {

/// The exact solution of a study on its compiled tables and on its continuous hazards.
struct ExactSolutions {
    ExpectedTallies tabulated, continuous;
    ExactInfo info;
};
/// @param options the budget is that of both together
/// @throws BudgetExceeded, Interrupted
ExactSolutions solve_both(const Study& study, const ExactOptions& options);

}  // namespace ibtr
